/** One row per finished run: its types, and its text in `runs.ndjson`. */
import { channelStages } from "../result/channel-stages.js";
import { CHANNEL_KEYS, ENGINE_TOTAL_KEYS, GUEST_TIME_KEYS, PHASE_KEYS, TOTAL_KEYS } from "../result/figure-names.js";
import { movedGuest } from "../result/moved-guest.js";
import type { RunResult } from "../result/result.js";
import { checksumOf } from "./checksum.js";
import { figuresOf, STAGES } from "./figures.js";
import { type Study, valuesAt } from "./study.js";

/** One finished run of a study. In files it is flat: the axes' values and the figures are keys beside the others. */
export interface StudyRow {
  readonly point: number;
  /** Index of the variant; its name in files. */
  readonly variant: number;
  readonly run: number;
  readonly seed: number;
  readonly stop: string;
  readonly converged: boolean;
  /** False if the guest was not moved; its totals then end when the migration was given up. */
  readonly moved: boolean;
  /** The limit in force for the longest time. */
  readonly ruledBy?: string;
  /** By name: totals, phases, `guest.` time taken by cause, `channel.` figures. One that does not apply is absent. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Keys of a row beside its axes and figures. */
export const ROW_KEYS = ["point", "variant", "run", "seed", "stop", "converged", "moved", "ruledBy"] as const;
const CHECK_KEY = "check";

/** Names that an axis must not have, as they are columns already. */
export function takenNames(study: Pick<Study, "fleet">): ReadonlySet<string> {
  return new Set([...ROW_KEYS, CHECK_KEY, ...figuresOf(study).row]);
}

/** A row without its place in the study: what a run came to. */
export type RunFacts = Omit<StudyRow, "point" | "variant" | "run">;

/** What the migration of a guest came to. */
export function runFacts({ seed, stop, ruledBy, ...result }: RunResult): RunFacts {
  const [ruling] = ruledBy;
  return {
    seed,
    stop: stop.kind,
    converged: stop.converged,
    moved: movedGuest({ stop }),
    ...(ruling === undefined ? {} : { ruledBy: ruling.kind }),
    figures: figuresOfRun(result),
  };
}

function figuresOfRun({
  totals,
  phases,
  guest,
  channel,
}: Pick<RunResult, "totals" | "phases" | "guest" | "channel">): Record<string, number> {
  const figures: Record<string, number> = {};
  const add = (name: string, value: number | undefined): void => {
    if (value !== undefined) figures[name] = value;
  };
  for (const name of TOTAL_KEYS) add(name, totals[name]);
  for (const name of ENGINE_TOTAL_KEYS) add(name, totals[name]);
  for (const name of PHASE_KEYS) add(name, phases[name]);
  for (const name of GUEST_TIME_KEYS) add(`guest.${name}`, guest[name]);
  if (channel === undefined) return figures;
  for (const name of CHANNEL_KEYS) add(`channel.${name}`, channel[name]);
  const stages = channelStages(channel);
  for (const stage of STAGES) add(`channel.${stage}.throughputBytesPerSecond`, stages[stage]?.throughputBytesPerSecond);
  return figures;
}

/** The row as one line of `runs.ndjson`: self-contained, with a checksum of everything before it as its last key. */
export function rowLine(study: Study, row: StudyRow): string {
  const { point, variant, run, seed, stop, converged, moved, ruledBy, figures } = row;
  let text = `{"point":${point},"variant":${JSON.stringify(study.variants[variant]?.name)},"run":${run},"seed":${seed}`;
  for (const [index, { value }] of valuesAt(study, point).entries()) {
    text += `,${JSON.stringify(study.axes[index]?.name)}:${JSON.stringify(value)}`;
  }
  text += `,"stop":"${stop}","converged":${converged},"moved":${moved}`;
  if (ruledBy !== undefined) text += `,"ruledBy":"${ruledBy}"`;
  // A fifth of the time of JSON.stringify, whose objects of so many keys are hash tables.
  for (const name of figuresOf(study).row) {
    const value = figures[name];
    if (value !== undefined) text += `,"${name}":${finite(name, value)}`;
  }
  return `${text},"${CHECK_KEY}":"${checksumOf(text)}"}`;
}

/** JSON has no other numbers. */
function finite(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name}: expected a finite number, received ${value}`);
  return value;
}

const CHECK_LENGTH = `,"${CHECK_KEY}":"01234567"}`.length;

/** Reads a line of `runs.ndjson`; undefined if it is damaged, cut off, or no row of this study. */
export function readRow(study: Study, line: string): StudyRow | undefined {
  const text = line.slice(0, -CHECK_LENGTH);
  if (text === "" || line !== `${text},"${CHECK_KEY}":"${checksumOf(text)}"}`) return undefined;
  return readCheckedRow(study, line);
}

/** Reads a line whose checksum is known to be right; undefined if it is no row of this study. */
export function readCheckedRow(study: Study, line: string): StudyRow | undefined {
  const flat = parsed(line);
  if (flat === undefined) return undefined;
  const { point, run, seed, stop, converged, moved, ruledBy } = flat;
  const variant = study.variants.findIndex(({ name }) => name === flat.variant);
  if (variant < 0 || !isCount(point) || !isCount(run) || !isCount(seed) || typeof stop !== "string") return undefined;
  if (typeof converged !== "boolean" || typeof moved !== "boolean") return undefined;
  if (!valuesAt(study, point).every(({ value }, index) => flat[study.axes[index]?.name as string] === value)) return undefined;
  const figures: Record<string, number> = {};
  for (const name of figuresOf(study).row) {
    const value = flat[name];
    if (typeof value === "number") figures[name] = value;
  }
  return {
    point,
    variant,
    run,
    seed,
    stop,
    converged,
    moved,
    ...(typeof ruledBy === "string" ? { ruledBy } : {}),
    figures,
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
