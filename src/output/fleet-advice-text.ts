/** Advice on plans as text: the plan, what it costs, the choices beside it, what to write into the fleet's file. */
import type { FleetAdvice, TriedPlan } from "../fleet-study/advise-fleet.js";
import { formatBytes, formatSeconds } from "./quantities.js";
import { layOutTable, PLAIN_STYLE, printable, type Style, type TableColumn, wrap } from "./text.js";

const INDENT = "  ";
/** Rows of the table of choices at most. */
const CHOICES_SHOWN = 12;

/** `command` carries the plan out. */
export function formatFleetAdvice(
  advice: FleetAdvice,
  command: string,
  options: { readonly width?: number; readonly style?: Style } = {},
): string {
  const { width = 100, style = PLAIN_STYLE } = options;
  const { name, advised, nearest } = advice;
  const wrapped = (texts: readonly string[]): string[] => texts.flatMap((text) => wrap(printable(text), width));
  const plan = (advised ?? nearest)?.plan;
  const blocks = [
    [...wrapped([name ?? "A fleet"]).map(style.title), ...wrapped([goalsText(advice)])],
    advised === undefined ? wrapped(missedLines(advice)).map(style.warning) : wrapped(advisedLines(advice)).map(style.good),
    choiceLines(advice, width, style),
    [
      ...(plan === undefined
        ? []
        : [`${advised === undefined ? "The plan that comes nearest" : "The plan"}:`, `${INDENT}plan: ${printable(planText(plan))}`]),
      "To carry it out:",
      `${INDENT}${command}`,
    ],
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** `{ drain: a, to: [b, c], parallel: 4 }`: a plan on one line, as YAML reads it. */
export function planText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(planText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, inner]) => `${key}: ${planText(inner)}`);
    return `{ ${parts.join(", ")} }`;
  }
  const text = String(value);
  return typeof value !== "string" || /^[A-Za-z][\w. -]*$|^[\d.]+ [A-Za-z/]+$/.test(text) ? text : JSON.stringify(text);
}

function goalsText({ goals, tried, fidelity }: FleetAdvice): string {
  const { maxTotalSeconds, maxDowntimeSeconds } = goals;
  const how = fidelity === "expected" ? "with expected counts" : "with every page";
  return `Goals: all guests moved within ${formatSeconds(maxTotalSeconds)}, none down for more than ${formatSeconds(maxDowntimeSeconds)}. ${tried} ${tried === 1 ? "plan was" : "plans were"} tried ${how}.`;
}

function advisedLines({ advised, hasPairs }: FleetAdvice): string[] {
  if (advised === undefined) return [];
  const { label, means, confirmed, guests, apartBytes } = advised;
  const [low, high] = confirmed.confidence95.map((ratio) => (ratio * 100).toFixed(0));
  const apart =
    hasPairs && means.longestApartSeconds > 0
      ? ` Guests that talk are apart for up to ${formatSeconds(means.longestApartSeconds)} and exchange ${formatBytes(apartBytes)} over the link meanwhile.`
      : "";
  return [
    `Plan: ${label}.`,
    `Makespan ${formatSeconds(means.makespanSeconds)}, longest downtime ${formatSeconds(means.worstDowntimeSeconds)}; both goals were met in ${confirmed.met} of ${confirmed.count} runs with every page (95 % interval of the probability: ${low} to ${high} %).`,
    `It takes ${formatSeconds(means.guestTimeTakenSeconds)} of guest time from ${guests === 1 ? "its guest" : `its ${guests} guests`}.${apart}`,
  ];
}

function missedLines({ nearest, obstacle, goals, tried }: FleetAdvice): string[] {
  if (nearest === undefined || obstacle === undefined) return [];
  const { label, guests, movedGuests, makespanSeconds, worstDowntimeSeconds, meetsGoals } = nearest;
  const stay = movedGuests === guests ? "" : `, ${guests - movedGuests} of ${guests} guests stay where they were`;
  const unconfirmed = meetsGoals ? " It met the goals in the search, but not in every run with every page." : "";
  return [
    `None of ${tried} plans meets the goals of ${formatSeconds(goals.maxTotalSeconds)} and ${formatSeconds(goals.maxDowntimeSeconds)}.`,
    `Nearest: ${label}: makespan ${formatSeconds(makespanSeconds)}, longest downtime ${formatSeconds(worstDowntimeSeconds)}${stay}.${unconfirmed}`,
    `In the way (${obstacle.limit}): ${obstacle.detail}`,
  ];
}

function choiceLines({ pareto, hasPairs }: FleetAdvice, width: number, style: Style): string[] {
  if (pareto.length === 0) return wrap("No plan moves every guest.", width);
  const time = (
    title: string,
    figure: "makespanSeconds" | "worstDowntimeSeconds" | "guestTimeTakenSeconds" | "longestApartSeconds",
    rank: number,
  ): TableColumn<TriedPlan> => ({
    title,
    value: (row) => formatSeconds(row[figure]),
    align: "right",
    rank,
  });
  const columns: TableColumn<TriedPlan>[] = [
    time("makespan", "makespanSeconds", 0),
    time("longest downtime", "worstDowntimeSeconds", 0),
    time("guests lose", "guestTimeTakenSeconds", 1),
    ...(hasPairs ? [time("apart", "longestApartSeconds", 1)] : []),
    { title: "goals", value: ({ meetsGoals }) => (meetsGoals ? "met" : "missed"), align: "right", rank: 0 },
    { title: "plan", value: ({ label }) => printable(label), align: "left", rank: 0 },
  ];
  const [header = "", ...lines] = layOutTable(columns, pareto.slice(0, CHOICES_SHOWN), width);
  const rest = pareto.length - CHOICES_SHOWN;
  const figures = `makespan, longest downtime, guest time taken${hasPairs ? ", time apart" : ""}`;
  return [
    ...wrap(`The choice: no other plan is better in all of ${figures}.`, width),
    style.title(header),
    ...lines,
    ...(rest > 0 ? [style.faint(`and ${rest} more in the JSON`)] : []),
  ];
}
