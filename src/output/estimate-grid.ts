/** An estimate as text: total time over bandwidth by downtime limit. */
import type { Estimate, EstimateCell } from "../advice/estimate.js";
import { countedRulings, countRulings } from "../result/ruling-words.js";
import { formatBytes, formatSeconds } from "./quantities.js";
import { layOutTable, PLAIN_STYLE, printable, type Style, wrap } from "./text.js";

/** A migration that ended without fitting into a limit, but moved the guest. */
const FORCED = "*";
const NONE = "-";

/** The table, and below it what its signs mean and what ruled its cells. */
export function formatEstimate(estimate: Estimate, width = 100, style: Style = PLAIN_STYLE): string {
  const { scenario, limitField, noLimitReason, bandwidths, limits, cells } = estimate;
  const title = scenario.name === undefined ? "Live migration" : printable(scenario.name);
  const facts = `${scenario.engine.preset} moves ${formatBytes(scenario.vm.memoryBytes)}; fidelity ${estimate.fidelity}`;
  const heading =
    limitField === undefined
      ? `Total time and downtime over bandwidth. ${noLimitReason}.`
      : `Total time over bandwidth (rows) by downtime limit (columns, ${limitField}).`;
  const rows = bandwidths.map(({ label }, index) => ({ label, cells: cells.filter(({ bandwidth }) => bandwidth === index) }));
  const columns = [
    { title: "", align: "left" as const, rank: 0, value: (row: (typeof rows)[number]) => printable(row.label) },
    ...limits.map(({ label }, limit) => ({
      title: printable(label),
      align: "right" as const,
      rank: 0,
      value: ({ cells: own }: (typeof rows)[number]) => totalText(own[limit]),
    })),
    ...(limitField === undefined
      ? [
          {
            title: "downtime",
            align: "right" as const,
            rank: 0,
            value: ({ cells: [cell] }: (typeof rows)[number]) => timeText(cell?.downtimeSeconds),
          },
        ]
      : []),
  ];
  const [header = "", ...lines] = layOutTable(columns, rows, width);
  const notes = notesOf(estimate);
  return `${[
    ...wrap(title, width).map(style.title),
    ...wrap(facts, width).map(style.faint),
    ...wrap(heading, width),
    "",
    style.title(header),
    ...lines,
    ...(notes.length === 0 ? [] : ["", ...notes.flatMap((note) => wrap(note, width)).map(style.faint)]),
  ].join("\n")}\n`;
}

function totalText(cell: EstimateCell | undefined): string {
  const text = timeText(cell?.totalSeconds);
  return cell?.moved && isForced(cell) ? `${text}${FORCED}` : text;
}

function timeText(seconds: number | undefined): string {
  return seconds === undefined ? NONE : formatSeconds(seconds);
}

/** True if a limit of rounds or time ended the live phase. The switch to post-copy and a snapshot are ends by design. */
function isForced({ converged, stop }: EstimateCell): boolean {
  return !converged && stop !== "postcopy" && stop !== "snapshot";
}

function notesOf({ cells, scenario }: Estimate): string[] {
  const ruling = countedRulings(countRulings(cells.map(({ ruledBy }) => ruledBy)));
  const simulated = cells.filter(({ impliedBy }) => impliedBy === undefined).length;
  const isStill = cells.some(({ moved }) => !moved);
  return [
    ...(isStill
      ? [`${NONE}: does not converge: the guest was not moved within ${formatSeconds(scenario.timeoutSeconds)}, or the engine gave up.`]
      : []),
    ...(cells.some((cell) => cell.moved && isForced(cell))
      ? [`${FORCED}: did not converge; a limit of rounds or of time ended the live phase.`]
      : []),
    ...(ruling === "" ? [] : [`Of ${simulated} migrations the pace was ruled by ${ruling}.`]),
  ];
}
