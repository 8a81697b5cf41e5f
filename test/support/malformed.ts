/**
 * Malformed scenarios with the paths of their faults: a fixed list, made from one valid scenario by planting one or several values, plus
 * malformed texts. A path is empty if the text or the whole is at fault.
 */
import { MALFORMED_ENGINES } from "./malformed-engines.js";

export interface MalformedScenario {
  readonly name: string;
  readonly text: string;
  /** Paths of all faults, each once, sorted. */
  readonly faults: readonly string[];
}

/** A value planted at a path, and the path of its fault if that differs. */
export interface Plant {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly fault?: string;
}

type Mapping = Record<string | number, unknown>;

/** A valid scenario that uses most fields. */
export function goodScenario(): Mapping {
  return {
    version: 1,
    name: "good",
    vm: { memory: "1 GiB", pageSize: "4 KiB", vcpus: 2, slots: "2 GiB", content: { zero: 0.1, where: "anywhere" }, deferredPages: 3 },
    workload: [
      { kind: "uniform", size: "1 MiB", rate: "1 k/s", start: 100, layout: "contiguous", run: 2 },
      { kind: "hot-cold", hot: { size: "1 MiB", rate: "1 k/s" }, cold: { size: "2 MiB", rate: 10 }, layout: "scattered" },
      { kind: "zipf", size: "1 MiB", rate: "1 k/s", exponent: 0.9, reads: { rate: "2 k/s", size: "2 MiB", start: 7 } },
      { kind: "power-law", size: "1 MiB", rate: "1 k/s", exponent: 4, cpu: 0.5 },
      { kind: "sweep", size: "1 MiB", rate: "1 k/s", stride: 3, offset: 5 },
      { kind: "burst", size: "1 MiB", period: "50 ms" },
      { kind: "phases", repeat: true, offset: "1 s", phases: [{ duration: "1 s", workload: [{ kind: "uniform", size: 4096, rate: 1 }] }] },
      {
        kind: "trace",
        events: [
          [0.5, 7],
          [1, 8, 2],
        ],
      },
      { kind: "preset", name: "quake3" },
      { kind: "classes", classes: [{ size: "1 MiB", rate: 1 }] },
    ],
    link: { bandwidth: "1 Gbit/s", efficiency: 0.9, latency: "0.2 ms" },
    engine: { preset: "xen-3.3", maxIterations: 20 },
    host: {
      dom0Cpus: 2,
      suspend: "10 ms",
      resume: "20 ms",
      setupDirtyPages: 10,
      suspendDirtyPages: "20 pages",
      writeFault: "1 us",
      loggedSpeed: 0.9,
    },
    peers: [
      {
        name: "database",
        place: "source",
        domid: "lower",
        flows: [
          { message: "4 KiB", send: "50 MB/s", receive: 1e6, pacing: "1 ms", reader: 0, weight: 2 },
          { mode: "volume", message: "64 KiB", send: "2 GB" },
          { mode: "closed", message: 1024, outstanding: 16, think: "1 ms", protocol: "udp" },
        ],
      },
      { name: "cache", place: "elsewhere", flows: [{ mode: "open", message: "1 MiB", receive: "1 Mbit/s" }] },
    ],
    channel: {
      kind: "xenvmc-modified",
      calibration: "e2024",
      guest: "linux-2.6",
      guestMode: "pvh",
      rehome: true,
      teardown: "never",
      dirtying: { pacing: "2 ms", netfront: { poolPages: 8000 }, peak: { windowPages: "8 pages" } },
      costs: { copy: "0.2 ns" },
      netfront: { segmentationOffload: true, localSegment: "32 KiB" },
      xenvmc: { ringPages: "64 pages", largestMessage: "128 KiB", splitsLargeMessages: false, intercepted: 0.5, stagingLimit: "1 MiB" },
      modified: { directDelivery: false, batching: true, batchMessages: 8, shareFrom: "1 MiB" },
      switching: { poll: "1 s", suspendLimit: "30 s" },
    },
    seed: 7,
    runs: 2,
    fidelity: "pages",
    timeout: "2 h",
  };
}

const NOT_A_QUANTITY = [true, null, [], {}, "", "four", "-", "1e", "1 GiB GiB"];
const NOT_A_NUMBER = [true, null, [1], {}, "1", "one"];

/** Fields with values that they refuse. */
const FIELDS: readonly (readonly [path: readonly (string | number)[], values: readonly unknown[]])[] = [
  [["version"], [0, 2, "1", null]],
  [["name"], [3, true, [], {}]],
  [
    ["vm", "memory"],
    [...NOT_A_QUANTITY, 0, -4096, "-1 GiB", "1 Gib", "1 s", "1 GB/s", 1_073_741_825, 1_073_741_824.5, "8 TiB", "1e400 B"],
  ],
  [
    ["vm", "pageSize"],
    ["2 KiB", "2 GiB", "6 KiB", 0, "4 kB", false],
  ],
  [
    ["vm", "vcpus"],
    [...NOT_A_NUMBER, 0, -1, 1.5, 5000],
  ],
  [
    ["vm", "slots"],
    ["512 MiB", "2 TiB", "2 GB/s", 0, "1073745920.5 B", true],
  ],
  [
    ["vm", "content"],
    [0.5, "zero", []],
  ],
  [
    ["vm", "content", "zero"],
    [...NOT_A_NUMBER, -0.1, 1.1, "10 %"],
  ],
  [
    ["vm", "content", "where"],
    ["outside", "anywere", 3, null],
  ],
  [
    ["vm", "deferredPages"],
    [-1, 1.5, "3 s", 262_145, true],
  ],
  [
    ["workload", 0],
    [3, null, "uniform", []],
  ],
  [
    ["workload", 0, "kind"],
    ["unifrom", 3, null, "Uniform"],
  ],
  [
    ["workload", 0, "size"],
    [...NOT_A_QUANTITY, 0, "2 GiB", "1 MB/s"],
  ],
  [
    ["workload", 0, "rate"],
    [...NOT_A_QUANTITY, -1, "20 k", "20 kB", "20 kbit/s", "20 k/h"],
  ],
  [
    ["workload", 0, "start"],
    [-1, 0.5, 262_144, 261_889, "0", null],
  ],
  [
    ["workload", 0, "layout"],
    ["scatter", 1, null],
  ],
  [
    ["workload", 0, "run"],
    [0, 0.5, 257, 1025, "2", null],
  ],
  [
    ["workload", 1, "hot"],
    [3, null, "1 MiB", []],
  ],
  [
    ["workload", 1, "hot", "size"],
    [0, "1 MiBB", "2 GiB", null],
  ],
  [
    ["workload", 1, "run"],
    [2, 0, "x"],
  ],
  [
    ["workload", 2, "exponent"],
    [-1, 11, "1", null],
  ],
  [
    ["workload", 2, "reads"],
    [3, "many", null],
  ],
  [
    ["workload", 2, "reads", "rate"],
    [-1, "1 Gbit/s", null],
  ],
  [
    ["workload", 2, "reads", "size"],
    [0, "2 GiB", "1 s"],
  ],
  [
    ["workload", 2, "reads", "start"],
    [-1, 1.5, 262_144, "3"],
  ],
  [
    ["workload", 3, "exponent"],
    [0, 0.5, 101, "4"],
  ],
  [
    ["workload", 3, "cpu"],
    [0, 1.5, "half", "50 %", null],
  ],
  [
    ["workload", 6, "phases", 0, "workload", 0, "cpu"],
    [0.5, 0, "1 s"],
  ],
  [
    ["workload", 4, "stride"],
    [0, 256, 1.5, -1, "3"],
  ],
  [
    ["workload", 4, "offset"],
    [-1, 256, 1.5, "5"],
  ],
  [
    ["workload", 4, "rate"],
    ["1 Gbit/s", [], "many"],
  ],
  [
    ["workload", 5, "period"],
    [0, -1, "50 mss", "50 MB", null],
  ],
  [
    ["workload", 6, "repeat"],
    ["yes", 1, null],
  ],
  [
    ["workload", 6, "offset"],
    [-1, "1 page", null],
  ],
  [
    ["workload", 6, "phases"],
    [[], {}, "none", null],
  ],
  [
    ["workload", 6, "phases", 0],
    [3, null],
  ],
  [
    ["workload", 6, "phases", 0, "duration"],
    [0, -1, "1 GiB", null],
  ],
  [
    ["workload", 6, "phases", 0, "workload"],
    [{}, null, 3],
  ],
  [
    ["workload", 6, "phases", 0, "workload", 0, "kind"],
    ["phases", "trace", "unifrom"],
  ],
  [
    ["workload", 6, "phases", 0, "workload", 0, "rate"],
    [null, -1, "1 s"],
  ],
  [
    ["workload", 7, "events"],
    [7, "0.5,7"],
  ],
  [
    ["workload", 7, "events", 0],
    [[0.5], [0.5, -7], [0.5, 262_144], [-1, 7], [0.5, 7, 0], [0.5, 7, 1, 1], [2, 7.5]],
  ],
  [
    ["workload", 7, "events", 1],
    [
      [0.25, 7],
      [1, 262_143, 2],
    ],
  ],
  [
    ["workload", 8, "name"],
    ["quake4", "", 3, null, "kernel_compile"],
  ],
  [
    ["workload", 9, "classes"],
    [[], {}, null],
  ],
  [
    ["workload", 9, "classes", 0, "rate"],
    [-1, "1 ms", null],
  ],
  [
    ["link", "bandwidth"],
    [...NOT_A_QUANTITY, 0, -1, "1 Gbit", "1 Gbps", "1 GiB", "1 s", 1e16],
  ],
  [
    ["link", "efficiency"],
    [...NOT_A_NUMBER, 0, -0.5, 1.01, "94 %"],
  ],
  [
    ["link", "latency"],
    [-1, "1 MB", "0.1 m", "2 h", null],
  ],
  [["engine"], ["xen-4.11", "qemu", 3, null, []]],
  [
    ["engine", "preset"],
    ["xen-33", 3, null],
  ],
  [
    ["engine", "maxIterations"],
    [0, 1.5, "20", null],
  ],
  [
    ["engine", "stateBytes"],
    ["8 kib", -1, 0.5, "1 s"],
  ],
  [
    ["engine", "batchSeconds"],
    ["1 B", -1, "2 h"],
  ],
  [
    ["engine", "scanOrder"],
    ["descending", 1],
  ],
  [
    ["engine", "skipDirtyPages"],
    ["no", 0],
  ],
  [["engine", "rateMaxMbit"], [500]],
  [["engine", "growthRule"], [true]],
  [["engine", "finalRoundUnlimited"], [false]],
  [["engine", "rateControl"], ["ratchet"]],
  [["engine", "holeSeconds"], [0]],
  [["host"], [3, "fast", []]],
  [
    ["host", "dom0Cpus"],
    [0, -0.5, "2"],
  ],
  [
    ["host", "copyCpu"],
    [-1, "10 MB", null],
  ],
  [
    ["host", "suspend"],
    [-1, "10 ms/s", "2 h", null],
  ],
  [
    ["host", "setupDirtyPages"],
    [-1, 0.5, 262_145],
  ],
  [
    ["host", "suspendDirtyPages"],
    [-1, 0.5, "1 GiB", 262_145],
  ],
  [
    ["host", "loggedSpeed"],
    [0, 1.1, "0.9", "11 %", null],
  ],
  [
    ["host", "writeFault"],
    [-1, "1 k/s", 2],
  ],
  [["seed"], [-1, 0.5, 2 ** 53, "7", null]],
  [["runs"], [0, 1.5, 1e7, "2"]],
  [["fidelity"], ["page", "exact", 1, null]],
  [["timeout"], [0, -1, "2 hr", "1 GiB", null]],
  [["peers"], [3, {}, "database", null]],
  [
    ["peers", 0],
    [3, null, "database", []],
  ],
  [
    ["peers", 0, "name"],
    ["", " ", 3, null],
  ],
  [["peers", 1, "name"], ["database"]],
  [
    ["peers", 0, "place"],
    ["sorce", "host", 1, null],
  ],
  [
    ["peers", 0, "domid"],
    ["low", 3, null],
  ],
  [
    ["peers", 0, "flows"],
    [{}, 3, "open", null],
  ],
  [
    ["peers", 0, "flows", 0],
    [3, null, "open", [], { message: 1 }, { message: 1, send: 0 }, { mode: "volume", message: 1, send: "0 B", receive: 0 }],
  ],
  [
    ["peers", 0, "flows", 0, "message"],
    [...NOT_A_QUANTITY, 0, -1, 0.5, "1 s", "4 kib", "4 GiB", "200 KiB"],
  ],
  [
    ["peers", 0, "flows", 0, "mode"],
    ["opne", 3, null],
  ],
  [
    ["peers", 0, "flows", 0, "send"],
    [...NOT_A_QUANTITY, -1, "50 MB", "1 TB/s"],
  ],
  [
    ["peers", 0, "flows", 0, "pacing"],
    [0, -1, "1 MB", "2 h"],
  ],
  [
    ["peers", 0, "flows", 0, "reader"],
    [-1, "1 GiB", true, "never"],
  ],
  [
    ["peers", 0, "flows", 0, "weight"],
    [...NOT_A_NUMBER, 0, -1, 1e7],
  ],
  [
    ["peers", 0, "flows", 0, "protocol"],
    ["TCP", "sctp", 6, null],
  ],
  [
    ["peers", 0, "flows", 1, "send"],
    ["2 GB/s", 0.5, -1, "2 gb"],
  ],
  [
    ["peers", 0, "flows", 2, "message"],
    [65_508, "64 KiB"],
  ],
  [
    ["peers", 0, "flows", 2, "outstanding"],
    [0, 1.5, "16", null],
  ],
  [
    ["peers", 0, "flows", 2, "think"],
    [-1, "1 MiB", null],
  ],
  [["channel"], ["netfrnt", 3, null, []]],
  [
    ["channel", "kind"],
    ["xenvmc-modifed", 3, null],
  ],
  [
    ["channel", "calibration"],
    ["e2013", 2016, null],
  ],
  [
    ["channel", "guest"],
    ["linux", "linux-6", 6.1],
  ],
  [
    ["channel", "guestMode"],
    ["hvm", "PV", 1],
  ],
  [
    ["channel", "rehome"],
    ["yes", 1, null],
  ],
  [
    ["channel", "teardown"],
    ["later", true, null],
  ],
  [
    ["channel", "dirtying", "pacing"],
    [0, "1 B", null],
  ],
  [
    ["channel", "dirtying", "netfront", "poolPages"],
    [0, "32 MB", true],
  ],
  [["channel", "dirtying", "netfront", "headPages"], [100]],
  [
    ["channel", "dirtying", "peak", "windowPages"],
    [0, "1 s"],
  ],
  [
    ["channel", "costs", "copy"],
    [-1, "1 B", 2, true],
  ],
  [
    ["channel", "netfront", "localSegment"],
    [0, 0.5, "1 s"],
  ],
  [
    ["channel", "xenvmc", "ringPages"],
    [0, 1.5, "64 KiB", 65_537],
  ],
  [
    ["channel", "xenvmc", "largestMessage"],
    [0, "256 KiB", "128 pages"],
  ],
  [
    ["channel", "xenvmc", "intercepted"],
    [...NOT_A_NUMBER, -0.1, 1.1],
  ],
  [
    ["channel", "xenvmc", "stagingAllocator"],
    ["slab", 1],
  ],
  [
    ["channel", "modified", "shareFrom"],
    [0, "1 s", true],
  ],
  [
    ["channel", "modified", "batchMessages"],
    [0, 1.5, "8"],
  ],
  [["channel", "modified", "directHold"], ["100 us"]],
  [
    ["channel", "switching", "poll"],
    [-1, "2 h", "1 B"],
  ],
  [
    ["channel", "switching", "suspendLimit"],
    [0, "1 page", null],
  ],
  [["sweep"], [[], { seed: [1, 2] }]],
];

/** Unknown keys, each where it is planted. */
const UNKNOWN_KEYS: readonly (readonly (string | number)[])[] = [
  ["hots"],
  ["vm", "memroy"],
  ["vm", "content", "wher"],
  ["workload", 0, "runs"],
  ["workload", 1, "hot", "run"],
  ["workload", 1, "size"],
  ["workload", 4, "run"],
  ["workload", 5, "rate"],
  ["workload", 6, "phases", 0, "durations"],
  ["workload", 6, "phases", 0, "workload", 0, "exponent"],
  ["workload", 8, "start"],
  ["link", "bandwith"],
  ["engine", "maxIteration"],
  ["engine", "minDirtyInclusive"],
  ["host", "dom0cpus"],
  ["peers", 0, "flow"],
  ["peers", 0, "flows", 0, "outstanding"],
  ["peers", 0, "flows", 1, "sends"],
  ["peers", 0, "flows", 2, "send"],
  ["channel", "ringPages"],
  ["channel", "costs", "copi"],
  ["channel", "dirtying", "peak", "windowPage"],
  ["channel", "netfront", "mtu"],
  ["channel", "xenvmc", "pages"],
  ["channel", "modified", "rehome"],
  ["channel", "switching", "timeout"],
  ["channel", "switching", "messageTimeout"],
  ["channel", "switching", "messageRetries"],
];

/** Keys that need a value. */
const REQUIRED: readonly (readonly (string | number)[])[] = [
  ["version"],
  ["vm"],
  ["vm", "memory"],
  ["link"],
  ["link", "bandwidth"],
  ["workload", 0, "size"],
  ["workload", 0, "rate"],
  ["workload", 0, "kind"],
  ["workload", 1, "cold"],
  ["workload", 3, "exponent"],
  ["workload", 5, "period"],
  ["workload", 6, "phases"],
  ["workload", 6, "phases", 0, "duration"],
  ["workload", 8, "name"],
  ["engine", "preset"],
  ["peers", 0, "name"],
  ["peers", 0, "place"],
  ["peers", 0, "flows", 0, "message"],
];

/** Switches and sizes that make another parameter meaningless or out of range: the fault names that one. */
const CONTRADICTED: readonly (readonly [path: readonly (string | number)[], value: unknown, fault: string])[] = [
  [["channel", "guest"], "linux-6.1", "channel.dirtying.peak.windowPages"],
  [["channel", "netfront", "segmentationOffload"], false, "channel.netfront.localSegment"],
  [["channel", "modified", "directDelivery"], true, "channel.xenvmc.stagingLimit"],
  [["channel", "modified", "batching"], false, "channel.modified.batchMessages"],
  [["channel", "xenvmc", "ringPages"], 32, "channel.xenvmc.largestMessage"],
  [["channel", "xenvmc", "largestMessage"], "32 KiB", "peers[0].flows[1].message"],
];

export const PLANTS: readonly Plant[] = [
  ...FIELDS.flatMap(([path, values]) => values.map((value): Plant => ({ path, value, ...faultElsewhere(path, value) }))),
  ...UNKNOWN_KEYS.map((path): Plant => ({ path, value: 1 })),
  ...REQUIRED.map((path): Plant => ({ path, value: undefined })),
  ...CONTRADICTED.map(([path, value, fault]): Plant => ({ path, value, fault })),
];

/** Values that are valid by themselves and contradict another field, which the fault names. */
function faultElsewhere(path: readonly (string | number)[], value: unknown): { fault?: string } {
  const [first, second, third, fourth] = path;
  if (first === "vm" && second === "pageSize" && value === "4 kB") return { fault: "vm.pageSize" };
  if (first === "workload" && second === 7 && third === "events" && fourth === 0 && String(value) === "2,7.5")
    return { fault: "workload[7].events[0]" };
  return {};
}

/** Sets a value in a scenario, or removes it if undefined. */
export function plant(scenario: Mapping, { path, value }: Plant): void {
  let container: Mapping = scenario;
  for (const step of path.slice(0, -1)) container = container[step] as Mapping;
  const last = path.at(-1);
  if (last === undefined) return;
  if (value === undefined) delete container[last];
  else container[last] = value;
}

export function faultOf({ path, fault }: Plant): string {
  return fault ?? path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

/** True if one path contains the other, so that the two cannot be planted together. */
export function overlap(left: Plant, right: Plant): boolean {
  const shorter = Math.min(left.path.length, right.path.length);
  return left.path.slice(0, shorter).every((step, index) => step === right.path[index]);
}

function planted(name: string, plants: readonly Plant[]): MalformedScenario {
  const scenario = goodScenario();
  for (const each of plants) plant(scenario, each);
  return { name, text: JSON.stringify(scenario, null, 2), faults: [...new Set(plants.map(faultOf))].sort() };
}

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

/** Texts that are malformed, or at fault as a whole. */
const TEXTS: readonly MalformedScenario[] = [
  { name: "nothing", text: "", faults: [""] },
  { name: "a comment", text: "# nothing here\n", faults: [""] },
  { name: "a number", text: "3", faults: [""] },
  { name: "a list", text: "- 1\n- 2\n", faults: [""] },
  { name: "an open list", text: `${HEAD}workload: [`, faults: [""] },
  { name: "an open text", text: `${HEAD}name: "abc`, faults: [""] },
  { name: "tabs for indentation", text: "version: 1\nvm:\n\tmemory: 1 GiB\n", faults: [""] },
  { name: "bad indentation", text: `${HEAD}host:\n  suspend: 1 s\n resume: 2 s\n`, faults: [""] },
  { name: "two documents", text: `${HEAD}---\n${HEAD}`, faults: [""] },
  { name: "an unknown tag", text: `${HEAD}name: !secret x\n`, faults: [""] },
  { name: "an alias without an anchor", text: `${HEAD}name: *x\n`, faults: [""] },
  { name: "a key twice", text: `${HEAD}seed: 1\nseed: 2\n`, faults: [""] },
  { name: "a key twice and another fault", text: `${HEAD}seed: -1\nruns: 1\nruns: 2\n`, faults: ["", "seed"] },
  { name: "bytes of a picture", text: "\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR\u0000", faults: [""] },
  { name: "JSON cut short", text: '{"version": 1, "vm": {"memory": ', faults: [""] },
  { name: "nested without end", text: "[".repeat(5000), faults: [""] },
  { name: "aliases that unfold", text: bomb(), faults: [""] },
  {
    name: "zero pages outside a workload of all memory",
    text: `${HEAD.replace("1 GiB }", "1 GiB, content: { zero: 0.5, where: outside the workload } }")}workload: [{ kind: sweep, size: 1 GiB, rate: 1 }]\n`,
    faults: ["vm.content.zero"],
  },
  { name: "a rate out of reach", text: `${HEAD}workload: [{ kind: sweep, size: 1 GiB, rate: 2 G/s }]\n`, faults: ["workload"] },
  {
    name: "rates out of reach together",
    text: `${HEAD}workload: [{ kind: burst, size: 1 GiB, period: 300 us }, { kind: sweep, size: 1 MiB, rate: 200 M/s }]\n`,
    faults: ["workload"],
  },
  {
    name: "an endless phase in the middle",
    text: `${HEAD}workload: [{ kind: phases, phases: [{ workload: [] }, { workload: [] }] }]\n`,
    faults: ["workload[0].phases[0].duration"],
  },
  {
    name: "an offset behind the last phase",
    text: `${HEAD}workload: [{ kind: phases, offset: 3 s, phases: [{ duration: 2 s, workload: [] }] }]\n`,
    faults: ["workload[0].offset"],
  },
  { name: "a trace of nothing", text: `${HEAD}workload: [{ kind: trace }]\n`, faults: ["workload[0]"] },
  { name: "a trace of two kinds", text: `${HEAD}workload: [{ kind: trace, file: a.csv, events: [] }]\n`, faults: ["workload[0]"] },
  {
    name: "a trace that is not there",
    text: `${HEAD}workload: [{ kind: trace, file: does-not-exist.csv }]\n`,
    faults: ["workload[0].file"],
  },
  { name: "a preset too large", text: `${HEAD}workload: [{ kind: preset, name: stress-4x400 }]\n`, faults: ["workload[0].name"] },
  {
    name: "a preset of phases in a phase",
    text: `${HEAD}workload: [{ kind: phases, phases: [{ workload: [{ kind: preset, name: xen-busy-128 }] }] }]\n`,
    faults: ["workload[0].phases[0].workload[0].name"],
  },
  {
    name: "a first rate above the highest",
    text: `${HEAD}engine: { preset: xen-nsdi05, rateStartMbit: 600 }\n`,
    faults: ["engine.rateStartMbit"],
  },
  ...["rateStartMbit", "rateMaxMbit", "rateIncrementMbit"].map((key) => ({
    name: `a rate that the limiter cannot count: ${key}`,
    text: `${HEAD}engine: { preset: xen-nsdi05, ${key}: 781250.5 }\n`,
    faults: [`engine.${key}`],
  })),
  {
    name: "a list without content in a round that skips nothing",
    text: `${HEAD}engine: { preset: xen-3.3, allocateOnlyFirstRound: true, skipDirtyPages: false }\n`,
    faults: ["engine.skipDirtyPages"],
  },
  ...MALFORMED_ENGINES.map(([engine, keys]) => ({
    name: `engine: ${engine}`,
    text: `${HEAD}engine: ${engine}\n`,
    faults: keys.map((key) => (key === "" ? "engine" : `engine.${key}`)),
  })),
  {
    name: "slots and pages put off with an engine that has neither",
    text: `${HEAD.replace("1 GiB }", "1 GiB, slots: 2 GiB, deferredPages: 1 }")}engine: qemu-10.0\n`,
    faults: ["vm.deferredPages", "vm.slots"],
  },
  {
    name: "parameters of the modified protocol with XenVMC's",
    text: `${HEAD}channel: { kind: xenvmc, rehome: true, modified: { batching: false } }\n`,
    faults: ["channel.modified", "channel.rehome"],
  },
  {
    name: "parameters of rings with netfront",
    text: `${HEAD}channel: { teardown: never, switching: {}, xenvmc: {}, rehome: false }\n`,
    faults: ["channel.rehome", "channel.switching", "channel.teardown", "channel.xenvmc"],
  },
  {
    name: "staging beside direct delivery",
    text: `${HEAD}channel: { kind: xenvmc-modified, xenvmc: { stagingAllocator: exact, ringHold: 1 ms } }\n`,
    faults: ["channel.xenvmc.ringHold", "channel.xenvmc.stagingAllocator"],
  },
  {
    name: "three peers of one name",
    text: `${HEAD}peers: [{ name: a, place: source }, { name: a, place: elsewhere }, { name: a, place: destination }]\n`,
    faults: ["peers[1].name", "peers[2].name"],
  },
  {
    name: "classes beyond memory",
    text: `${HEAD}workload: [{ kind: hot-cold, start: 262143, hot: { size: 4 KiB, rate: 1 }, cold: { size: 4 KiB, rate: 1 } }]\n`,
    faults: ["workload[0].start"],
  },
];

function bomb(): string {
  const level = (name: string, below: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => below).join(", ")}]\n`;
  return level("a", "1") + level("b", "*a") + level("c", "*b") + level("d", "*c") + level("e", "*d");
}

/** Every third plant alone, then groups of three plants, then the malformed texts: more than 200 in all. */
export const MALFORMED_SCENARIOS: readonly MalformedScenario[] = [
  ...PLANTS.filter((_, index) => index % 3 === 0).map((each) => planted(`${faultOf(each)} = ${JSON.stringify(each.value)}`, [each])),
  ...together(3, 60),
  ...together(5, 30),
  ...TEXTS,
];

/** Scenarios with several faults; plants are taken at fixed distances, so that they concern different parts. */
function together(count: number, scenarios: number): MalformedScenario[] {
  return Array.from({ length: scenarios }, (_, number) => {
    const chosen: Plant[] = [];
    for (let step = 0; chosen.length < count; step++) {
      const candidate = PLANTS[(number * 7 + step * 53) % PLANTS.length];
      if (candidate !== undefined && !chosen.some((other) => interfere(other, candidate))) chosen.push(candidate);
    }
    return planted(`${count} faults: ${chosen.map(faultOf).join(", ")}`, chosen);
  });
}

/** A fault within a source, an engine or the machine hides contradictions of that part, which is then left out. */
export function interfere(left: Plant, right: Plant): boolean {
  if (overlap(left, right) || [hidesMemory, hidesRing, hidesName].some((hides) => hides(left, right) || hides(right, left))) return true;
  const part = ({ path }: Plant): string => (path[0] === "workload" || path[0] === "peers" ? `${path[0]}${path[1]}` : String(path[0]));
  return part(left) === part(right);
}

/** A region beyond memory cannot be reported if the memory is unknown. */
function hidesMemory(left: Plant, right: Plant): boolean {
  const isMemory = left.path[0] === "vm" && (left.path[1] === undefined || left.path[1] === "memory");
  return isMemory && /2 GiB|26\d{4}/.test(JSON.stringify(right.value) ?? "");
}

/** A message too large for the ring cannot be reported if the channel or the peer is invalid. */
function hidesRing(left: Plant, right: Plant): boolean {
  const isLarge = right.value === "200 KiB" || right.fault?.startsWith("peers") === true;
  return isLarge && (left.path[0] === "channel" || left.path[0] === "peers");
}

/** A duplicate name cannot be reported if the other peer's name is invalid. */
function hidesName(left: Plant, right: Plant): boolean {
  return right.path[2] === "name" && left.path[0] === "peers" && (left.path.length < 3 || left.path[2] === "name");
}
