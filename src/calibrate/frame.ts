/** What stays the same throughout a fit: what is given, what was read from the log, what is assumed, and which knob the sender's pace is. */
import { parseScenario } from "../input/parse-scenario.js";
import type { ContentStart } from "./content.js";
import type { Observation } from "./observation.js";
import { ceilingOf, type SenderStart } from "./sender.js";

/** Where a setting of the calibrated scenario comes from. */
export type Origin = "given" | "read" | "fitted" | "assumed";

/** One field of the scenario, with where it comes from. */
export interface Setting {
  /** As in --set. */
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
  readonly reason: string;
}

/** The field that stands for the sender's pace, if it is to be fitted. */
export type PaceField = "link.bandwidth" | "engine.maxBandwidth" | "host.copyCpu";

export interface Frame {
  /** The scenario that the caller gave, as written; every field of it stands. */
  readonly base: Readonly<Record<string, unknown>>;
  readonly family: string;
  readonly settings: readonly Setting[];
  readonly memoryPages: number;
  /** Of the pages, before the migration. */
  readonly zeroRatio: number;
  readonly pageBytes: number;
  readonly pace?: PaceField;
  /** Pages that the guest can write: those with data, where they suffice for what was found dirty. */
  readonly writablePages: number;
  readonly fitsZeroTime: boolean;
  readonly fitsWorkload: boolean;
}

/** Engines of the formats: the newest version that has been measured, as a log does not name its own. */
const ENGINES: Readonly<Record<string, string>> = {
  "cloud-hypervisor": "cloud-hypervisor",
  "firecracker-tool": "firecracker",
  xl: "xen-4.10",
  xend: "xen-3.3",
  xenguest: "xcp-ng",
};
const QEMU = "qemu-10.0";
/** Our modelling decision: what a link is assumed to be that the log only shows not to be the limit. */
const ASSUMED_LINK = "40 Gbit/s";
const EFFICIENCY = 0.94;
/** Below this share of the link's goodput something else held the sender. */
const HELD_RATIO = 0.95;
/** More zero pages than this take a time that shows in the total. */
const ZERO_RATIO = 0.1;

export interface FrameInput {
  readonly base: Readonly<Record<string, unknown>>;
  readonly observation: Observation;
  readonly format: string;
  readonly content: ContentStart;
  readonly sender: SenderStart | undefined;
}

/** @throws ConfigError for a given scenario with faults, RangeError for a log without the size of memory where none is given */
export function frameOf({ base, observation, format, content, sender }: FrameInput): Frame {
  const settings: Setting[] = [];
  const add = (path: string, value: unknown, origin: Origin, reason: string): void => {
    if (!isGiven(base, path) && !(movesAtOnce(base) && OF_PRECOPY.includes(path))) settings.push({ path, value, origin, reason });
  };
  add("version", 1, "assumed", "version of the format of scenarios");
  const { memoryBytes, pageBytes } = observation;
  if (memoryBytes === undefined && !isGiven(base, "vm.memory"))
    throw new RangeError(
      "the log does not say how much memory the guest has: give it with --scenario FILE, a file with the line vm: { memory: 8 GiB }",
    );
  if (memoryBytes !== undefined)
    add("vm.memory", `${Math.floor(memoryBytes / pageBytes) * pageBytes} B`, "read", "the log's total of memory");
  add("engine.preset", ENGINES[format] ?? QEMU, "assumed", "the log does not name its version");
  const family = familyOf(base, ENGINES[format] ?? QEMU);
  const fitsWorkload = base.workload === undefined;
  addContent(add, base, content, observation, family);
  addTimes(add, observation, family);
  const pace = addPace(add, base, observation, sender, family, content.zeroRatio);
  const fitsZeroTime =
    family === "qemu" &&
    !isGiven(base, "engine.destinationZeroPageTime") &&
    (sender?.zeroPageSeconds !== undefined || pace === undefined) &&
    content.zeroRatio > 0.02;
  const memoryPages = memoryOf(base, settings) / pageBytes;
  const writablePages = addPlace(
    add,
    observation,
    content.zeroRatio,
    memoryPages,
    fitsWorkload && settings.some(({ path }) => path === "vm.content.zero"),
  );
  return {
    base,
    family,
    settings,
    memoryPages,
    zeroRatio: content.zeroRatio,
    writablePages,
    pageBytes,
    ...(pace && { pace }),
    fitsZeroTime,
    fitsWorkload,
  };
}

/** Fields that have no meaning for a guest that moves before any page does. */
const OF_PRECOPY = ["engine.maxBandwidth", "engine.downtimeLimit", "engine.autoConverge"];

function movesAtOnce({ engine }: Frame["base"]): boolean {
  const { postcopy } = (engine ?? {}) as { readonly postcopy?: { readonly afterSyncs?: unknown } };
  return postcopy?.afterSyncs === 0;
}

type Add = (path: string, value: unknown, origin: Origin, reason: string) => void;

function addContent(add: Add, base: Frame["base"], content: ContentStart, { firstPass }: Observation, family: string): void {
  if (content.zeroRatio === 0 || family === "xen-classic" || isGiven(base, "vm.content")) return;
  const counted = firstPass.length > 0 ? "the first pass" : "the whole migration";
  add("vm.content.zero", Number(content.zeroRatio.toPrecision(6)), "read", `zero pages of ${counted}`);
  if (content.layout === undefined) add("vm.content.layout", "linux", "assumed", "the log does not show in which order zero pages came");
  else {
    const off = `which leaves ${Math.round((content.misfitRatio ?? 0) * 100)} % of the zero pages in another place`;
    add("vm.content.layout", content.layout, "read", `the order of zero pages in the first pass, ${off}`);
    if (content.layout === "linux") add("vm.content.topShare", content.topShareRatio, "read", "data sent after the zero pages");
  }
}

/** Our modelling decision: more than this share of the data found dirty at once, and the guest writes zero pages too. */
const DATA_RATIO = 0.9;

/** Pages that are written again held data before, if there is enough data for that. */
function addPlace(add: Add, { looks }: Observation, zeroRatio: number, memoryPages: number, isRead: boolean): number {
  const dataPages = (1 - zeroRatio) * memoryPages;
  const dirtied = Math.max(0, ...looks.map(({ dirtiedPages = 0 }) => dirtiedPages));
  if (!isRead || dirtied > DATA_RATIO * dataPages) return memoryPages;
  add("vm.content.where", "outside the workload", "assumed", "pages that are written again held data before");
  return dataPages;
}

function addTimes(
  add: Add,
  { setupSeconds, downtimeLimitSeconds, isPostcopy, postcopySeconds, throttleRatio }: Observation,
  family: string,
): void {
  if (family !== "qemu") return;
  if (setupSeconds !== undefined) {
    add("engine.setup", setupSeconds, "read", "the log's time of the set-up");
    add("engine.setupPageTime", 0, "read", "part of the set-up that the log gives");
  }
  if (downtimeLimitSeconds !== undefined) add("engine.downtimeLimit", downtimeLimitSeconds, "read", "the log's downtime limit");
  if (throttleRatio !== undefined) add("engine.autoConverge", true, "read", "the log shows a guest that was slowed down");
  if (!isPostcopy) return;
  if (postcopySeconds === undefined) add("engine.postcopy", true, "read", "the log counts requests of post-copy");
  else
    add(
      "engine.postcopy",
      { afterSeconds: Number(Math.max(0, postcopySeconds - 0.2).toPrecision(3)) },
      "read",
      "when the log first shows post-copy",
    );
}

/** The limits that stand, and the field whose value is fitted to the pace. */
function addPace(
  add: Add,
  base: Frame["base"],
  { downtimeBytes, downtimeSeconds }: Observation,
  sender: SenderStart | undefined,
  family: string,
  zeroRatio: number,
): PaceField | undefined {
  const linkGiven = isGiven(base, "link.bandwidth");
  const paused = downtimeBytes === undefined || !downtimeSeconds ? 0 : downtimeBytes / downtimeSeconds;
  const ceiling = sender === undefined || family !== "qemu" ? undefined : ceilingOf(sender);
  if (ceiling !== undefined && !isGiven(base, "engine.maxBandwidth")) {
    add("engine.maxBandwidth", `${ceiling / 2 ** 20} MiB/s`, "read", "the sender keeps the pace of this default limit of QEMU");
    const known = paused > ceiling;
    add(
      "link.bandwidth",
      known ? gigabits(paused) : ASSUMED_LINK,
      known ? "read" : "assumed",
      known ? "bytes sent during the pause, by its length: at least this" : "the limit hides it: the log shows only that it is faster",
    );
    return undefined;
  }
  if (!linkGiven && sender !== undefined && paused > sender.bytesPerSecond / HELD_RATIO && sender.zeroPageSeconds === undefined) {
    add("engine.maxBandwidth", 0, "assumed", "the pause was sent faster than the rest: zero pages held it, or a limit set by hand");
    add("link.bandwidth", gigabits(paused), "read", "bytes sent during the pause, by its length: at least this");
    return undefined;
  }
  if (!linkGiven) {
    if (family === "qemu")
      add(
        "engine.maxBandwidth",
        0,
        "assumed",
        "a limit set by hand and a link of the same speed look alike in a log: all of it is the link",
      );
    return "link.bandwidth";
  }
  const goodput = goodputOf(base);
  if (sender === undefined || isGiven(base, "engine.maxBandwidth")) return undefined;
  // Of totals alone either zero pages or a limit held the sender: a limit is the rarer.
  const isHeldByZeros = family === "qemu" && sender.zeroPageSeconds === undefined && zeroRatio > ZERO_RATIO;
  if (isHeldByZeros || sender.bytesPerSecond > HELD_RATIO * goodput) {
    if (family === "qemu") add("engine.maxBandwidth", 0, "read", "the sender keeps the pace of the link that is given");
    return undefined;
  }
  if (family === "qemu") return "engine.maxBandwidth";
  return family.startsWith("xen") && !isGiven(base, "host.copyCpu") ? "host.copyCpu" : undefined;
}

/** A link of this goodput. */
function gigabits(bytesPerSecond: number): string {
  return `${Number(((bytesPerSecond * 8) / EFFICIENCY / 1e9).toPrecision(3))} Gbit/s`;
}

export function isGiven(base: Frame["base"], path: string): boolean {
  let inside: unknown = base;
  for (const [at, step] of path.split(".").entries()) {
    // An engine or a host that is named stands for its preset alone.
    if (typeof inside === "string") return at === 1 && step === "preset";
    if (typeof inside !== "object" || inside === null || !Object.hasOwn(inside, step)) return false;
    inside = (inside as Record<string, unknown>)[step];
  }
  return inside !== undefined;
}

const PROBE = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" } };

function familyOf({ engine }: Frame["base"], preset: string): string {
  return parseScenario({ ...PROBE, engine: engine ?? preset }).engine.family;
}

function goodputOf({ link }: Frame["base"]): number {
  return parseScenario({ ...PROBE, link: link as object }).link.goodputBytesPerSecond;
}

/** Memory of a guest that is given. */
export function memoryGiven(base: Frame["base"]): number | undefined {
  return isGiven(base, "vm.memory") ? memoryOf(base, []) : undefined;
}

function memoryOf({ vm }: Frame["base"], settings: readonly Setting[]): number {
  const read = settings.find(({ path }) => path === "vm.memory")?.value;
  return parseScenario({ ...PROBE, vm: read === undefined ? (vm as object) : { memory: read as string } }).vm.memoryBytes;
}
