/** Runs every engine with every workload, channel and fidelity, for the compatibility tables of docs/engines.md. */
import {
  ConfigError,
  ENGINE_PRESETS,
  type EngineChoice,
  parseScenario,
  type ResolvedScenario,
  type Scenario,
  type Source,
  type StopKind,
  simulate,
  workloadPresets,
} from "../src/index.js";

/** No traffic, then each channel, in the order of the letters of a cell. */
export const CHANNELS = ["none", "netfront", "xenvmc", "xenvmc-modified"] as const;
const FIDELITIES = ["pages", "expected"] as const;
export const ENGINES: readonly string[] = ENGINE_PRESETS.map(({ name }) => name);

export const LETTERS: Readonly<Record<StopKind, string>> = {
  "dirty-threshold": "D",
  "no-pages-left": "N",
  "max-iterations": "I",
  "sent-cap": "C",
  growth: "G",
  "downtime-met": "M",
  postcopy: "P",
  snapshot: "S",
  forced: "F",
  policy: "Y",
  "no-progress": "E",
  cancelled: "X",
  timeout: "T",
  "round-limit": "R",
  "suspend-timeout": "U",
};

const MIB = 2 ** 20;
const PAGE_BYTES = 4096;
const SMALLEST_BYTES = 64 * MIB;
/** Guests above this size have pages of 2 MiB, to limit the simulation time. */
const LARGEST_SMALL_PAGED_BYTES = 4096 * MIB;
/** Guests above this size have a proportionally faster link, and a CPU of Dom0 for each Gbit/s, so that their memory takes at most 2.3 s. */
const LARGEST_AT_1_GBIT_BYTES = 256 * MIB;
/** Times that the memory takes on the link after which a run is given up. */
const PATIENCE = 30;
const TRACE = "seconds,page\n0.05,10\n0.1,4000\n0.4,10\n0.7,77\n";

/** A peer that sends and receives, on the source host. */
const PEER = { name: "peer", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s", receive: "20 MB/s" }] } as const;

export interface Workload {
  readonly name: string;
  readonly memoryBytes: number;
  readonly pageBytes: number;
  readonly sources: readonly Source[];
}

const KINDS: readonly Source[] = [
  { kind: "uniform", size: "8 MiB", rate: "4 k/s" },
  { kind: "hot-cold", hot: { size: "1 MiB", rate: "4 k/s" }, cold: { size: "16 MiB", rate: "500/s" } },
  {
    kind: "classes",
    classes: [
      { size: "1 MiB", rate: "2 k/s" },
      { size: "8 MiB", rate: "200/s" },
    ],
  },
  { kind: "zipf", size: "16 MiB", rate: "8 k/s", exponent: 0.99 },
  { kind: "power-law", size: "16 MiB", rate: "8 k/s", exponent: 4 },
  { kind: "sweep", size: "16 MiB", rate: "2 k/s" },
  { kind: "burst", size: "1 MiB", period: "50 ms" },
  {
    kind: "phases",
    repeat: true,
    phases: [
      { duration: "0.3 s", workload: [{ kind: "uniform", size: "8 MiB", rate: "8 k/s" }] },
      { duration: "0.2 s", workload: [] },
    ],
  },
  { kind: "trace", file: "writes.csv" },
];

/** One workload per kind of source and per preset, each in the smallest power-of-two memory that fits its regions. */
export function workloads(): readonly Workload[] {
  const kinds = KINDS.map(
    (source): Workload => ({ name: source.kind, memoryBytes: SMALLEST_BYTES, pageBytes: PAGE_BYTES, sources: [source] }),
  );
  return [...kinds, ...workloadPresets().map(({ name }) => withRoom(name))];
}

function withRoom(name: string): Workload {
  const sources: readonly Source[] = [{ kind: "preset", name }];
  for (let memoryBytes = SMALLEST_BYTES; ; memoryBytes *= 2) {
    const pageBytes = memoryBytes > LARGEST_SMALL_PAGED_BYTES ? 2 * MIB : PAGE_BYTES;
    const workload = { name, memoryBytes, pageBytes, sources };
    try {
      scenarioOf(workload, "xen-4.10", "none", "pages");
      return workload;
    } catch (error) {
      const isTooSmall = error instanceof ConfigError && error.issues.every(({ path }) => path.startsWith("workload"));
      if (!isTooSmall || memoryBytes > 2 ** 42) throw error;
    }
  }
}

function scenarioOf(workload: Workload, engine: string, channel: string, fidelity: (typeof FIDELITIES)[number]): ResolvedScenario {
  const { memoryBytes, pageBytes, sources } = workload;
  const bandwidth = 1e9 * Math.max(1, memoryBytes / LARGEST_AT_1_GBIT_BYTES);
  const scenario = {
    version: 1,
    vm: { memory: memoryBytes, pageSize: pageBytes, vcpus: 4 },
    workload: [...sources],
    link: { bandwidth },
    host: { dom0Cpus: bandwidth / 1e9 },
    engine: engine as EngineChoice,
    ...(channel === "none" ? {} : { peers: [PEER], channel }),
    fidelity,
    timeout: (PATIENCE * memoryBytes * 8) / bandwidth,
  };
  return parseScenario(scenario as unknown as Scenario, { loadText: () => TRACE });
}

/** The stop kind of a combination, or why it is refused. */
export type Outcome = { readonly stop: StopKind } | { readonly refusal: string };

/** Runs a combination. Errors other than refusals are bugs and are thrown. */
async function outcomeOf(...[workload, engine, channel, fidelity]: Parameters<typeof scenarioOf>): Promise<Outcome> {
  try {
    const { runs } = await simulate(scenarioOf(workload, engine, channel, fidelity));
    const [run] = runs;
    if (run === undefined) throw new Error("no run");
    return { stop: run.stop.kind };
  } catch (error) {
    if (error instanceof ConfigError) return { refusal: error.issues.map(refusalText).join("; ") };
    throw new Error(`${engine}, ${workload.name}, ${channel}, ${fidelity}`, { cause: error });
  }
}

/** The text of a refusal without the received value, which differs in every combination; for a fidelity the reason follows. */
function refusalText({ path, expected, received }: ConfigError["issues"][number]): string {
  const reason = path === "fidelity" ? received.replace(/^"?expected"?\.?\s*/, "") : "";
  return `\`${path}\`: expected ${expected}${reason === "" ? "" : `. ${reason}`}`;
}

/** Outcomes of an engine with a workload: for each fidelity, one per channel. */
export async function cellOf(engine: string, workload: Workload): Promise<readonly (readonly Outcome[])[]> {
  const rows: Outcome[][] = [];
  for (const fidelity of FIDELITIES) {
    const row: Outcome[] = [];
    for (const channel of CHANNELS) row.push(await outcomeOf(workload, engine, channel, fidelity));
    rows.push(row);
  }
  return rows;
}
