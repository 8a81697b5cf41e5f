/** The constants of the channel models that are not known exactly, with the range in which each may lie and its source. */
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";

/** A constant of a channel model and its documented range. */
export interface UncertainConstant {
  /** What the constant is, as a noun: "netfront's pool of pages". */
  readonly name: string;
  /** Where it stands in a resolved scenario. */
  readonly path: readonly string[];
  readonly unit: "seconds" | "pages" | "bytes" | "seconds per byte";
  readonly low: number;
  readonly high: number;
  /** How the range is known. */
  readonly kind: "measured" | "derived" | "modelled";
  /** Page and section of docs/sources, or the public source. */
  readonly source: string;
  /** True for a channel that has the constant. */
  readonly isOf: (channel: ResolvedChannel) => boolean;
}

const US = 1e-6;
const MS = 1e-3;
const KIB = 1024;

const isOld = ({ guest }: ResolvedChannel): boolean => guest === "linux-2.6";
const isNew = ({ guest }: ResolvedChannel): boolean => guest === "linux-6.1";
const hasRings = ({ kind }: ResolvedChannel): boolean => kind !== "netfront";
const isStaged = (channel: ResolvedChannel): boolean =>
  channel.kind === "xenvmc" || (channel.kind === "xenvmc-modified" && !channel.modified.directDelivery);
const isDirect = (channel: ResolvedChannel): boolean => hasRings(channel) && !isStaged(channel);
const rewinds = (channel: ResolvedChannel): boolean => channel.kind === "xenvmc-modified" && channel.modified.rewindingWindow;
const isAny = (): boolean => true;

const DIRTYING = ["channel", "dirtying"] as const;
const COSTS = ["channel", "costs"] as const;

/** Every constant with a documented range, by what it belongs to. */
export const UNCERTAIN_CONSTANTS: readonly UncertainConstant[] = [
  {
    ...{ name: "netfront's pool of pages (linux-6.1)", path: [...DIRTYING, "netfront", "poolPages"], unit: "pages", low: 320, high: 500 },
    ...{ kind: "measured", source: "docs/sources/channels.md#linux-6.1: a fresh guest, and one that had a backlog", isOf: isNew },
  },
  {
    ...{ name: "netfront's pool of pages (linux-2.6)", path: [...DIRTYING, "netfront", "poolPages"], unit: "pages", low: 1000, high: 8000 },
    ...{ kind: "derived", source: "docs/sources/channels.md#linux-2.6: fitted to one migration of VEE 2009", isOf: isOld },
  },
  {
    ...{ name: "interval between bursts of a sender", path: [...DIRTYING, "pacingSeconds"], unit: "seconds", low: 1 * MS, high: 10 * MS },
    ...{ kind: "measured", source: "docs/sources/validation.md#channels-windows: runs with both", isOf: isAny },
  },
  {
    ...{ name: "reader's delay (linux-6.1)", path: [...DIRTYING, "peak", "readerLagSeconds"], unit: "seconds", low: 0, high: 10 * MS },
    ...{ kind: "modelled", source: "our modelling decision: from a reader that is always awake to one tick of 100 Hz late", isOf: isNew },
  },
  {
    ...{ name: "window of the rewinding ring (linux-2.6)", path: [...DIRTYING, "peak", "windowPages"], unit: "pages", low: 4, high: 128 },
    ...{ kind: "modelled", source: "docs/sources/channels.md#linux-2.6", isOf: (channel) => isOld(channel) && rewinds(channel) },
  },
  {
    ...{
      name: "bytes unread in staging (linux-2.6)",
      path: [...DIRTYING, "peak", "unreadBytes"],
      unit: "bytes",
      low: 16 * KIB,
      high: 512 * KIB,
    },
    ...{
      kind: "modelled",
      source: "our modelling decision: from four pages to a full ring",
      isOf: (channel) => isOld(channel) && isStaged(channel),
    },
  },
  {
    ...{
      name: "time that data waits in XenVMC's ring",
      path: ["channel", "xenvmc", "ringHoldSeconds"],
      unit: "seconds",
      low: 10 * US,
      high: 50 * US,
    },
    ...{ kind: "modelled", source: "docs/sources/channels.md#timing", isOf: isStaged },
  },
  {
    ...{ name: "time that data waits in the modified ring", path: ["channel", "modified", "directHoldSeconds"], unit: "seconds" },
    ...{ low: 20 * US, high: 200 * US, kind: "modelled", source: "docs/sources/channels.md#modification", isOf: isDirect },
  },
  {
    ...{
      name: "announcement of a guest that leaves",
      path: ["channel", "switching", "announceSeconds"],
      unit: "seconds",
      low: 1 * MS,
      high: 23 * MS,
    },
    ...{ kind: "derived", source: "docs/sources/channels.md#switching", isOf: hasRings },
  },
  {
    ...{ name: "copying a byte", path: [...COSTS, "copySecondsPerByte"], unit: "seconds per byte", low: 0.05e-9, high: 0.3e-9 },
    ...{ kind: "modelled", source: "docs/sources/channels.md#costs", isOf: isAny },
  },
  {
    ...{ name: "a system call", path: [...COSTS, "systemCallSeconds"], unit: "seconds", low: 0.1 * US, high: 1 * US },
    ...{ kind: "modelled", source: "docs/sources/channels.md#costs", isOf: isAny },
  },
  {
    ...{ name: "a hypercall", path: [...COSTS, "hypercallSeconds"], unit: "seconds", low: 0.1 * US, high: 1 * US },
    ...{ kind: "modelled", source: "docs/sources/channels.md#costs", isOf: isAny },
  },
  {
    ...{ name: "a wake-up", path: [...COSTS, "wakeSeconds"], unit: "seconds", low: 1 * US, high: 10 * US },
    ...{ kind: "modelled", source: "docs/sources/channels.md#costs", isOf: isAny },
  },
  {
    ...{ name: "netback's time per granted page", path: [...COSTS, "netbackPageSeconds"], unit: "seconds", low: 1.5 * US, high: 7 * US },
    ...{ kind: "modelled", source: "docs/sources/channels.md#costs", isOf: isAny },
  },
];

/** The scenario with a constant set; the same scenario if its channel does not have the constant. */
export function withConstant(scenario: ResolvedScenario, { path, isOf }: UncertainConstant, value: number): ResolvedScenario {
  if (scenario.channel === undefined || scenario.peers.length === 0 || !isOf(scenario.channel)) return scenario;
  return setAt(scenario, path, value) as ResolvedScenario;
}

function setAt(holder: unknown, [step, ...rest]: readonly string[], value: number): unknown {
  if (step === undefined) return value;
  const fields = (holder ?? {}) as Readonly<Record<string, unknown>>;
  return { ...fields, [step]: setAt(fields[step], rest, value) };
}
