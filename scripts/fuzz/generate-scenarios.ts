/** Draws valid scenarios: small guests with every engine, policy, workload, channel and fidelity, many with a short timeout. */
import fc, { type Arbitrary, type GeneratorValue } from "fast-check";
import { ConfigError, ENGINE_PRESETS, POLICY_PRESETS, parseScenario, workloadPresets } from "../../src/index.js";
import { type FieldSchema, objectForms, SCENARIO_SCHEMA, valuesOf } from "./generate-fields.js";

/** A scenario as a user writes it in JavaScript. */
export type WrittenScenario = { [key: string]: unknown };

/** Scenarios that `parseScenario` accepts. */
export const scenarios: Arbitrary<WrittenScenario> = fc.gen().map((draw) => mend(writeScenario(new Chooser(draw))));

/** Draws the random choices of a scenario on demand. */
class Chooser {
  readonly #draw: GeneratorValue;

  constructor(draw: GeneratorValue) {
    this.#draw = draw;
  }

  integer(min: number, max: number): number {
    return this.#draw(fc.integer, { min, max });
  }

  /** True with probability 1 / `times`. */
  once(times: number): boolean {
    return this.integer(1, times) === times;
  }

  /** A number between two positive bounds with a uniform logarithm. */
  magnitude(min: number, max: number): number {
    const exponent = this.#draw(fc.integer, { min: 0, max: 1000 }) / 1000;
    return Number((min * (max / min) ** exponent).toPrecision(4));
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.integer(0, values.length - 1)] as Value;
  }

  value(schema: FieldSchema): unknown {
    return this.#draw(() => valuesOf(schema));
  }

  /** A list of up to `most` values created by a function. */
  list<Value>(most: number, make: (index: number) => Value): Value[] {
    return Array.from({ length: this.integer(0, most) }, (_, index) => make(index));
  }
}

/** Base sizes; all other quantities of a scenario are drawn in proportion to them. */
interface Frame {
  readonly pageBytes: number;
  readonly pages: number;
  /** Bytes per second of the link, before efficiency. */
  readonly linkBytesPerSecond: number;
  /** Seconds of the first pass. */
  readonly passSeconds: number;
}

/** Numbers of pages around the word size of bitmaps and Xen's batch size. */
const EDGE_PAGES = [1, 2, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025];

function writeScenario(choose: Chooser): WrittenScenario {
  const anyPageBytes = choose.once(8) ? choose.of([8192, 65536, 2 ** 21]) : 4096;
  // Channels write thousands of pages of their own.
  const isTalking = choose.once(3);
  const pages = isTalking ? choose.integer(8192, 16384) : choose.of([...EDGE_PAGES, choose.integer(1, 4096), choose.integer(1, 4096)]);
  const passSeconds = choose.magnitude(0.001, 100);
  const fidelity = choose.of(["pages", "pages", "pages", "expected", "expected", "events"]);
  // `events` draws a channel's writes one by one, 4 KiB of messages each: over a link for large pages, hundreds of millions of them.
  const pageBytes = fidelity === "events" && isTalking ? 4096 : anyPageBytes;
  const linkBytesPerSecond = Math.max(1000, Math.round((pages * pageBytes) / passSeconds));
  const frame = { pageBytes, pages, linkBytesPerSecond, passSeconds };
  const scenario: WrittenScenario = {
    version: 1,
    vm: writeVm(choose, frame),
    workload: choose.list(3, () => writeSource(choose, frame, fidelity === "events" ? 2 : 20)),
    link: { bandwidth: `${linkBytesPerSecond * 8} bit/s`, efficiency: choose.of([1, 0.94, 0.5]), latency: choose.of([0, 0.0001, 0.02]) },
    engine: writeEngine(choose),
    fidelity,
    seed: choose.integer(0, 2 ** 31 - 1),
    timeout: writeTimeout(choose, frame),
  };
  if (choose.once(4)) scenario.policy = writePolicy(choose);
  if (choose.once(3)) scenario.host = writeHost(choose);
  if (isTalking) scenario.peers = choose.list(3, (index) => writePeer(choose, frame, index));
  if (isTalking && choose.once(2)) scenario.channel = writeChannel(choose);
  if (choose.once(8)) scenario.runs = choose.integer(2, 3);
  return scenario;
}

/** The timeout; half of all migrations are cancelled before their end. */
function writeTimeout(choose: Chooser, { passSeconds }: Frame): number {
  return choose.once(2) ? passSeconds * choose.magnitude(0.01, 10) : passSeconds * 50 + 1;
}

function writeVm(choose: Chooser, { pageBytes, pages }: Frame): WrittenScenario {
  const vm: WrittenScenario = { memory: `${pages * pageBytes} B`, pageSize: pageBytes, vcpus: choose.of([1, 1, 2, 8]) };
  if (choose.once(4)) vm.slots = `${(pages + choose.integer(0, pages)) * pageBytes} B`;
  if (choose.once(3)) vm.content = writeContent(choose, pageBytes);
  if (choose.once(5)) vm.deferredPages = choose.integer(0, pages);
  return vm;
}

function writeContent(choose: Chooser, pageBytes: number): WrittenScenario {
  const content = { zero: choose.integer(0, 10) / 10, where: choose.of(["anywhere", "outside the workload"]) };
  const layout = choose.of(["spread", "spread", "low", "high", "linux", "blocks"]);
  if (layout === "linux" && choose.once(2)) return { ...content, layout, topShare: choose.integer(0, 4) / 4 };
  if (layout === "blocks" && choose.once(2)) return { ...content, layout, blockSize: choose.of([1, 2, 7, 512]) * pageBytes };
  return layout === "spread" && choose.once(2) ? content : { ...content, layout };
}

/** A source of writes; at times it needs only a share of the guest's CPU time. */
function writeSource(choose: Chooser, frame: Frame, mostShare: number): WrittenScenario {
  const source = writeSourceOf(choose, frame, mostShare, 0);
  return choose.once(4) ? { ...source, cpu: choose.of([0.01, 0.3, 0.8, 1]) } : source;
}

/** Its rate is a share of the link's pages per second: below 1 the copy converges, above it does not. */
function writeSourceOf(choose: Chooser, frame: Frame, mostShare: number, depth: number): WrittenScenario {
  const { pageBytes, pages, linkBytesPerSecond, passSeconds } = frame;
  const size = choose.integer(1, pages) * pageBytes;
  const rate = (linkBytesPerSecond / pageBytes) * choose.magnitude(0.001, mostShare);
  const place: WrittenScenario = choose.once(3)
    ? { layout: "scattered" }
    : choose.once(3)
      ? { start: choose.integer(0, pages - size / pageBytes) }
      : {};
  const run = place.layout === undefined && choose.once(3) ? { run: choose.of([1, 2, 7.5, 64]) } : {};
  const kinds = ["uniform", "hot-cold", "classes", "zipf", "power-law", "sweep", "burst", "trace", "preset", "phases"];
  const kind = choose.of(depth === 0 ? kinds : kinds.slice(0, 7));
  const reads = choose.once(4)
    ? { reads: { rate: rate * choose.of([0, 1, 5]), ...(choose.once(2) ? { size: pageBytes, start: 0 } : {}) } }
    : {};
  if (kind === "uniform") return { kind, size, rate, ...place, ...run, ...(place.layout === undefined ? reads : {}) };
  if (kind === "hot-cold")
    return { kind, hot: { size: pageBytes, rate }, cold: { size: Math.max(1, size - pageBytes), rate: rate / 7 }, ...run };
  if (kind === "classes")
    return { kind, classes: choose.list(3, () => ({ size: Math.max(1, Math.floor(size / 3)), rate: rate / 3 })), ...run };
  if (kind === "zipf") return { kind, size, rate, exponent: choose.of([0, 0.5, 0.99, 1, 2]), ...place, ...run };
  if (kind === "power-law") return { kind, size, rate, exponent: choose.of([1, 2, 4, 20]), ...place, ...run };
  if (kind === "sweep") return { kind, size, rate, stride: choose.integer(1, 5), offset: choose.integer(0, 5), ...place };
  if (kind === "burst") return { kind, size, period: passSeconds * choose.magnitude(0.01, 3), ...place };
  if (kind === "trace") return writeTrace(choose, frame);
  if (kind === "preset") return { kind, name: choose.of(WORKLOAD_NAMES) };
  const phases = choose.list(3, () => ({
    duration: passSeconds * choose.magnitude(0.01, 1),
    workload: choose.list(2, () => writeSourceOf(choose, frame, mostShare, depth + 1)),
  }));
  return { kind, repeat: choose.once(2), offset: passSeconds * choose.of([0, 0.3]), phases };
}

/** Some repeat, some are merged; at times one repeats in no time, which is refused. */
function writeTrace(choose: Chooser, frame: Frame): WrittenScenario {
  const events = writeEvents(choose, frame);
  const silence = frame.passSeconds * choose.of([0, 0.1, 1]);
  return {
    kind: "trace",
    events,
    ...(choose.once(3) ? { repeat: true } : {}),
    ...(choose.once(3) ? { duration: (events.at(-1)?.[0] ?? 0) + silence } : {}),
    ...(choose.once(4) ? { bin: frame.passSeconds * choose.of([0.001, 0.3]) } : {}),
  };
}

function writeEvents(choose: Chooser, { pages, passSeconds }: Frame): number[][] {
  let seconds = 0;
  return choose.list(20, () => {
    seconds += passSeconds * choose.of([0, 0.01, 0.2]);
    return choose.once(2) ? [seconds, choose.integer(0, pages - 1)] : [seconds, choose.integer(0, pages - 1), 1];
  });
}

const WORKLOAD_NAMES = workloadPresets().map(({ name }) => name);
const ENGINE_NAMES = ENGINE_PRESETS.map(({ name }) => name);
const ENGINE_FORMS = objectForms(SCENARIO_SCHEMA.properties?.engine);

function writeEngine(choose: Chooser): unknown {
  const preset = choose.of(ENGINE_NAMES);
  const form = ENGINE_FORMS.find(({ properties }) => properties?.preset?.enum?.includes(preset));
  return choose.once(2) || !form ? preset : { preset, ...writeSome(choose, form, "preset") };
}

function writePolicy(choose: Chooser): unknown {
  const name = choose.of(POLICY_PRESETS.map((preset) => preset.name));
  const form = objectForms(SCENARIO_SCHEMA.properties?.policy).find(
    ({ properties }) => properties?.name?.enum?.includes(name) || properties?.name?.const === name,
  );
  return choose.once(2) || !form ? name : { name, ...writeSome(choose, form, "name") };
}

/** Up to four fields of an object, each with a value that its schema allows. */
function writeSome(choose: Chooser, { properties = {} }: FieldSchema, except: string): WrittenScenario {
  const keys = Object.keys(properties).filter((key) => key !== except);
  const chosen = choose.list(4, () => choose.of(keys));
  return Object.fromEntries(chosen.map((key) => [key, choose.value(properties[key] ?? {})]));
}

function writeHost(choose: Chooser): WrittenScenario {
  return {
    dom0Cpus: choose.integer(1, 4),
    suspend: choose.of([0, 0.014]),
    resume: choose.of([0, 0.058]),
    suspendDirtyPages: choose.of([0, 1, 200]),
    liveSpeed: choose.of([1, 0.5]),
    loggedSpeed: choose.of([1, 1, 0.9, 0.01]),
    writeFault: choose.of([0, 1e-6]),
  };
}

function writePeer(choose: Chooser, { linkBytesPerSecond }: Frame, index: number): WrittenScenario {
  const rate = (): number => Math.round(linkBytesPerSecond * choose.of([0, 0.01, 0.3, 1, 3]));
  const message = (): number => choose.of([1, 100, 1448, 4096, 65536, 2 ** 20]);
  const common = (): WrittenScenario => (choose.once(3) ? { protocol: "udp", weight: choose.of([1, 2, 0.1]) } : {});
  const flows = choose.list(2, () => {
    const mode = choose.of(["open", "volume", "closed"]);
    if (mode === "closed")
      return { mode, message: message(), outstanding: choose.integer(1, 16), think: choose.of([0, 0.001]), ...common() };
    return { mode, message: message(), send: rate(), receive: rate(), ...common() };
  });
  return { name: `peer ${index}`, place: choose.of(["source", "destination", "elsewhere"]), domid: choose.of(["lower", "higher"]), flows };
}

function writeChannel(choose: Chooser): unknown {
  const kind = choose.of(["netfront", "xenvmc", "xenvmc-modified"]);
  const form = objectForms(SCENARIO_SCHEMA.properties?.channel).find(({ properties }) => properties?.kind?.const === kind);
  return choose.once(2) || !form ? kind : { kind, ...writeSome(choose, form, "kind") };
}

const MOST_REPAIRS = 12;

/** Removes contradictions from a scenario, fault by fault; if that fails, everything optional. */
function mend(scenario: WrittenScenario): WrittenScenario {
  const mended = structuredClone(scenario);
  for (let repair = 0; repair < MOST_REPAIRS; repair++) {
    const faults = faultPaths(mended);
    if (faults.length === 0) return mended;
    for (const path of faults) removeAt(mended, path);
  }
  const { version, vm, link, seed, timeout } = scenario;
  return { version, vm: { memory: (vm as WrittenScenario).memory, pageSize: (vm as WrittenScenario).pageSize }, link, seed, timeout };
}

function faultPaths(scenario: WrittenScenario): readonly string[] {
  try {
    parseScenario(scenario);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path }) => path);
    throw error;
  }
}

/** Removes the value at a path such as `engine.xbzrle.cacheSize` or `workload[1].rate`: in lists the whole item, in `vm` and `link` only the field. */
function removeAt(scenario: WrittenScenario, path: string): void {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  const item = steps.findIndex((step) => /^\d+$/.test(step));
  const target = item === -1 ? steps : steps.slice(0, item + 1);
  let holder: unknown = scenario;
  for (const step of target.slice(0, -1)) holder = (holder as WrittenScenario | undefined)?.[step];
  const last = target.at(-1);
  if (last === undefined || typeof holder !== "object" || holder === null) return;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as WrittenScenario)[last];
}
