/** A file of validation cases as its author writes it (docs/validation-cases.md): its fields and their ranges. */
import * as v from "valibot";
import type { Round, Totals } from "../index.js";
import { PHASE_KEYS } from "../result/figure-names.js";
import { choice, constant, listOf, plainNumber, words } from "../scenario/schema/fields.js";
import { closedObject } from "../scenario/schema/mapping.js";
import type { FigureUnit } from "./validation-case.js";

/** Figures of a run that are computed from several fields, with the units that each may be compared in. */
const COMPUTED_FIGURES: Readonly<Record<string, readonly FigureUnit[]>> = {
  liveRounds: ["rounds"],
  converged: ["runs"],
  pagesPerLaterRound: ["pages", "MiB"],
  normalPages: ["pages", "MiB"],
  guestSpeed: ["ratio"],
  sendSeconds: ["s", "ms", "us"],
};

const TOTALS: Readonly<Record<keyof Totals, readonly FigureUnit[]>> = {
  totalSeconds: ["s", "ms", "us"],
  downtimeSeconds: ["s", "ms", "us"],
  outageSeconds: ["s", "ms", "us"],
  guestTimeTakenSeconds: ["s", "ms", "us"],
  rounds: ["rounds"],
  pagesSent: ["pages", "MiB"],
  pagesSkipped: ["pages", "MiB"],
  pagesResent: ["pages", "MiB"],
  zeroPages: ["pages", "MiB"],
  wireBytes: ["KiB"],
  resendRatio: ["ratio"],
  pagesDirtied: ["pages", "MiB"],
  dirtySyncCount: ["syncs", "mean syncs"],
  expectedDowntimeSeconds: ["s", "ms", "us"],
  downtimeLimitSeconds: ["s", "ms", "us"],
  postcopyFaults: ["pages"],
  meanFaultSeconds: ["s", "ms", "us"],
};

const ROUNDS: Readonly<Partial<Record<keyof Round, readonly FigureUnit[]>>> = {
  startSeconds: ["s", "ms", "us"],
  durationSeconds: ["s", "ms", "us"],
  pagesToSend: ["pages", "MiB"],
  pagesSent: ["pages", "MiB"],
  pagesSkipped: ["pages", "MiB"],
  zeroPages: ["pages", "MiB"],
  wireBytes: ["KiB"],
  pagesDirtied: ["pages", "MiB"],
  throttleRatio: ["ratio"],
};

/** Every path of a figure that is no round's. */
export const FIGURE_PATHS: readonly string[] = [
  ...Object.keys(COMPUTED_FIGURES),
  ...Object.keys(TOTALS).map((name) => `totals.${name}`),
  ...PHASE_KEYS.map((name) => `phases.${name}`),
];

/** The paths within a round, for the words of a fault. */
export const ROUND_FIELDS: readonly string[] = Object.keys(ROUNDS);

/** Units that the figure at a path may be compared in; undefined if a run has no such figure. */
export function unitsOf(path: string): readonly FigureUnit[] | undefined {
  if (Object.hasOwn(COMPUTED_FIGURES, path)) return COMPUTED_FIGURES[path];
  const [, roundField = ""] = /^rounds\[-?\d{1,6}\]\.(\w+)$/.exec(path) ?? [];
  if (Object.hasOwn(ROUNDS, roundField)) return ROUNDS[roundField as keyof Round];
  const [, part, name = ""] = /^(totals|phases)\.(\w+)$/.exec(path) ?? [];
  if (part === "phases") return (PHASE_KEYS as readonly string[]).includes(name) ? ["s", "ms", "us"] : undefined;
  return part === "totals" && Object.hasOwn(TOTALS, name) ? TOTALS[name as keyof Totals] : undefined;
}

const UNITS: readonly FigureUnit[] = ["pages", "KiB", "MiB", "s", "ms", "us", "rounds", "syncs", "mean syncs", "runs", "ratio"];
/** Largest figure: every smaller whole number is exact. */
const FIGURE_MAX = 2 ** 53;
const FACTOR_MAX = 1e6;

const share = (description: string) => v.optional(plainNumber({ above: 0, max: 1 }, description));
const settings = (description: string) => v.optional(listOf(words("path=value"), description));

const tolerance = closedObject(() => ({
  relative: v.optional(plainNumber({ min: 0, max: FACTOR_MAX }, "Share of the measured figure.")),
  absolute: v.optional(plainNumber({ min: 0, max: FIGURE_MAX }, "In the unit of the figure.")),
  factor: v.optional(plainNumber({ min: 1, max: FACTOR_MAX }, "So many times the measured figure, or that part of it.")),
  percentile: share("Share of the figures of this label that must meet `relative`."),
  medianRelative: v.optional(plainNumber({ min: 0, max: FACTOR_MAX }, "Limit for half of these figures.")),
}));

const figure = closedObject(() => ({
  label: words("Name of the figure in the table."),
  path: words("Place of the figure in a run."),
  unit: choice(UNITS, "Unit of the measured figure."),
  measured: plainNumber({ min: 0, max: FIGURE_MAX }, "What was measured."),
  tolerance: v.optional(tolerance),
  unjudged: v.optional(words("Why the figure is shown and not judged.")),
  above: v.optional(plainNumber({ min: 0, max: FIGURE_MAX }, "Subtracted from the simulated figure, in the result's unit.")),
  criterion: v.optional(words("Name under which a group judges figures together.")),
  set: settings("Fields of the scenario to set for this figure alone."),
}));

const variant = closedObject(() => ({
  name: words("Name of the variant."),
  set: listOf(words("path=value"), "Fields of the scenario to set."),
  mustMiss: v.optional(listOf(words("A label."), "Labels of figures that have to be out of tolerance.")),
}));

const caseEntry = closedObject(() => ({
  name: words("Name of the case."),
  evidence: v.optional(choice(["A", "B", "C"], "Kind of evidence.")),
  tag: v.optional(choice(["measured", "published", "derived"], "Who measured, and whether the scenario was fitted.")),
  source: words("Where the figures are from."),
  note: v.optional(words("What was fitted, and to what.")),
  scenario: v.record(v.string(), v.unknown()),
  figures: v.optional(listOf(figure, "What was measured.")),
  logFile: v.optional(words("A log of the migration, its place relative to this file.")),
  variants: v.optional(listOf(variant, "The scenario with fields changed.")),
}));

export const CASE_FILE_SCHEMA = closedObject(() => ({
  version: constant(1, "Version of the format."),
  group: words("Short name of the group."),
  title: v.optional(words("The group in words.")),
  cases: listOf(caseEntry, "The cases."),
}));

export type WrittenCaseFile = v.InferOutput<typeof CASE_FILE_SCHEMA>;
export type WrittenCase = WrittenCaseFile["cases"][number];
