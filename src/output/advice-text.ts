/** Advice as text: the settings, what they cost, the choices beside them, what to type. */
import type { Advice } from "../advice/advise.js";
import type { TriedSettings } from "../advice/search.js";
import { advisedSentences, goalsSentence, missedSentences, percent } from "./advice-words.js";
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
    [...wrap(title, width).map(style.title), ...wrapped([goalsSentence(advice)])],
    advised === undefined
      ? wrapped(missedSentences(advice).map(printable)).map(style.warning)
      : wrapped(advisedSentences(advice)).map(style.good),
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
