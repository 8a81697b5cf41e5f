/** Advice as text: the settings, what they cost, the choices beside them, what to type. */
import type { Advice, TriedSettings } from "../advice/advise.js";
import { formatCount, formatSeconds } from "./quantities.js";
import { layOutTable, PLAIN_STYLE, printable, type Style, type TableColumn, wrap } from "./text.js";

const INDENT = "  ";
/** Rows of the table of choices at most. */
const CHOICES_SHOWN = 8;

/** `command` simulates what was found. */
export function formatAdvice(advice: Advice, command: string, options: { readonly width?: number; readonly style?: Style } = {}): string {
  const { width = 100, style = PLAIN_STYLE } = options;
  const { scenario, advised } = advice;
  const title = scenario.name === undefined ? "Live migration" : printable(scenario.name);
  const wrapped = (texts: readonly string[]): string[] => texts.flatMap((text) => wrap(text, width));
  const blocks = [
    [...wrap(title, width).map(style.title), ...wrapped([goalsText(advice)])],
    advised === undefined ? wrapped(missedLines(advice)).map(style.warning) : wrapped(advisedLines(advice)).map(style.good),
    choiceLines(advice, width, style),
    [
      ...wrapped([`${advised === undefined ? "What comes nearest" : "To type"}, for ${advice.system}:`]),
      ...advice.words.map((line) => `${INDENT}${line}`),
      ...wrapped(["To simulate:"]),
      `${INDENT}${command}`,
    ],
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function goalsText({ goals, tried, untried }: Advice): string {
  const { maxTotalSeconds, maxDowntimeSeconds } = goals;
  const left = untried === 0 ? "" : `; ${untried} with post-copy or xbzrle, which cost more, were not`;
  return `Goals: total time at most ${formatSeconds(maxTotalSeconds)}, downtime at most ${formatSeconds(maxDowntimeSeconds)}. ${tried} combinations of settings were tried${left}.`;
}

function advisedLines({ advised }: Advice): string[] {
  if (advised === undefined) return [];
  const { label, means, confirmed, faults } = advised;
  const [low, high] = confirmed.confidence95.map((ratio) => (ratio * 100).toFixed(0));
  return [
    `Settings: ${label}.`,
    `Total time ${formatSeconds(means.totalSeconds)}, downtime ${formatSeconds(means.downtimeSeconds)}; both goals were met in ${confirmed.met} of ${confirmed.count} runs with every page (95 % interval of the probability: ${low} to ${high} %).`,
    `The guest loses ${formatSeconds(means.guestTimeTakenSeconds)}, ${percent(means.guestTimeTakenSeconds / means.totalSeconds)} of the migration${faults === undefined ? "" : `, and waits for ${formatCount(Math.round(faults))} pages`}.`,
  ];
}

function missedLines({ nearest, obstacle, goals, stoppedSeconds, tried }: Advice): string[] {
  if (nearest === undefined || obstacle === undefined) return [];
  const times = nearest.moved
    ? `total time ${formatSeconds(nearest.totalSeconds)}, downtime ${formatSeconds(nearest.downtimeSeconds)}`
    : "the guest stays at the source";
  const stopped =
    stoppedSeconds === undefined
      ? []
      : [
          `Do not migrate it live with these goals. Stopped for the migration, the guest is away for at least ${formatSeconds(stoppedSeconds)}.`,
        ];
  const unconfirmed = nearest.meetsGoals ? " It met them with expected counts, but not in every run with every page." : "";
  return [
    `None of ${tried} combinations meets the goals of ${formatSeconds(goals.maxTotalSeconds)} and ${formatSeconds(goals.maxDowntimeSeconds)}.`,
    `Nearest: ${nearest.label}: ${times}.${unconfirmed}`,
    `In the way (${obstacle.limit}): ${printable(obstacle.detail)}`,
    ...stopped,
  ];
}

function choiceLines({ pareto }: Advice, width: number, style: Style): string[] {
  if (pareto.length === 0) return wrap("No combination moves the guest.", width);
  const column = (title: string, value: (row: TriedSettings) => string, rank: number): TableColumn<TriedSettings> => ({
    title,
    value,
    align: "right",
    rank,
  });
  const columns: TableColumn<TriedSettings>[] = [
    column("total time", ({ totalSeconds }) => formatSeconds(totalSeconds), 0),
    column("downtime", ({ downtimeSeconds }) => formatSeconds(downtimeSeconds), 0),
    column("guest loses", ({ guestTimeTakenSeconds }) => formatSeconds(guestTimeTakenSeconds), 1),
    column("share", ({ guestShareRatio }) => percent(guestShareRatio), 2),
    column("waits", ({ faults }) => (faults === undefined ? "-" : formatCount(Math.round(faults))), 3),
    column("goals", ({ meetsGoals }) => (meetsGoals ? "met" : "missed"), 0),
    { title: "settings", value: ({ label }) => label, align: "left", rank: 0 },
  ];
  const [header = "", ...lines] = layOutTable(columns, pareto.slice(0, CHOICES_SHOWN), width);
  const rest = pareto.length - CHOICES_SHOWN;
  return [
    ...wrap("The choice: no other settings are better in total time, downtime and guest time taken at once.", width),
    style.title(header),
    ...lines,
    ...(rest > 0 ? [style.faint(`and ${rest} more in the JSON`)] : []),
  ];
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}
