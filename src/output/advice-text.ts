/** Advice as text: the settings, what they cost, the choices beside them, what to type. */
import type { Advice } from "../advice/advise.js";
import type { TriedSettings } from "../advice/search.js";
import { formatBytesPerSecond, formatCount, formatSeconds } from "./quantities.js";
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

function goalsText({ goals, tried, untried, ruledOut }: Advice): string {
  const { maxTotalSeconds, maxDowntimeSeconds } = goals;
  const left = untried === 0 ? "" : `; ${untried} with post-copy or xbzrle, which cost more, were not`;
  const slow = ruledOut === 0 ? "" : `; ruled out, as sending memory once takes longer: ${ruledOut}`;
  return `Goals: total time at most ${formatSeconds(maxTotalSeconds)}, downtime at most ${formatSeconds(maxDowntimeSeconds)}. ${tried} combinations of settings were tried${left}${slow}.`;
}

function advisedLines({ advised, stopInstead, stoppedSeconds }: Advice): string[] {
  if (advised === undefined) return [];
  const { label, means, confirmed } = advised;
  const costly =
    stopInstead === undefined
      ? []
      : [
          `Do not migrate it live: all settings that meet the goals cost the guest more time than stopping it, for which it is away for at least ${formatSeconds(stoppedSeconds)}.`,
        ];
  const [low, high] = confirmed.confidence95.map((ratio) => (ratio * 100).toFixed(0));
  return [
    `Settings: ${label}.`,
    `Total time ${formatSeconds(means.totalSeconds)}, downtime ${formatSeconds(means.downtimeSeconds)}; both goals were met in ${confirmed.met} of ${confirmed.count} runs with every page (95 % interval of the probability: ${low} to ${high} %).`,
    `The guest loses ${formatSeconds(means.guestTimeTakenSeconds)}, ${percent(means.guestTimeTakenSeconds / means.totalSeconds)} of the migration.${waitsText(advised)}${applicationText(advised)}`,
    ...costly,
  ];
}

function waitsText({ faults, meanFaultSeconds }: TriedSettings): string {
  if (faults === undefined) return "";
  const each = meanFaultSeconds === undefined ? "" : `, ${formatSeconds(meanFaultSeconds)} each`;
  return ` It waits for ${formatCount(Math.round(faults))} pages${each}.`;
}

function applicationText({ application }: TriedSettings): string {
  if (application === undefined) return "";
  const { beforeBytesPerSecond, duringBytesPerSecond, throughputRatio } = application;
  const [before, during] = [beforeBytesPerSecond, duringBytesPerSecond].map(formatBytesPerSecond);
  return ` Its flows carry ${during} during the migration, ${percent(throughputRatio)} of the ${before} before.`;
}

function missedLines({ nearest, obstacle, goals, stoppedSeconds, tried }: Advice): string[] {
  if (nearest === undefined || obstacle === undefined) return [];
  const stopped = `Do not migrate it live with these goals. Stopped for the migration, the guest is away for at least ${formatSeconds(stoppedSeconds)}.`;
  const unconfirmed = nearest.meetsGoals ? " It met them with expected counts, but not in every run with every page." : "";
  return [
    `None of ${tried} combinations meets the goals of ${formatSeconds(goals.maxTotalSeconds)} and ${formatSeconds(goals.maxDowntimeSeconds)}.`,
    `Nearest: ${nearest.label}: ${timesText(nearest)}.${unconfirmed}`,
    `In the way (${obstacle.limit}): ${printable(obstacle.detail)}`,
    stopped,
  ];
}

function timesText({ moved, givenUp, totalSeconds, downtimeSeconds }: TriedSettings): string {
  if (moved) return `total time ${formatSeconds(totalSeconds)}, downtime ${formatSeconds(downtimeSeconds)}`;
  if (givenUp)
    return `downtime over ${formatSeconds(downtimeSeconds)}, seen ${formatSeconds(totalSeconds)} after the request, where the run was given up`;
  return "the guest stays at the source";
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
    column("flows", ({ application }) => (application === undefined ? "-" : percent(application.throughputRatio)), 4),
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
