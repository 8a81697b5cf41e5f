/** The generated parts of docs/engines.md: the presets with their parameters, and the compatibility tables. */
import { ENGINE_PRESETS, type EnginePreset } from "../src/index.js";
import { CHANNELS, cellOf, ENGINES, LETTERS, type Outcome, type Workload, workloads } from "./engine-matrix.js";
import { linkSources } from "./source-links.js";

type Family = EnginePreset["parameters"]["family"];
type Cells = ReadonlyMap<string, string>;

const PRESETS = ["<!-- presets: written by scripts/write-engines.js -->", "<!-- end of presets -->"] as const;
const MATRIX = ["<!-- matrix: written by scripts/write-engines.js -->", "<!-- end of matrix -->"] as const;
const REFUSAL = /^- `([a-z])`: (.*)$/gm;

interface Group {
  readonly title: string;
  readonly families: readonly Family[];
  /** Headings of the parameters that distinguish the presets, with the names of the parameters. */
  readonly columns: readonly (readonly [heading: string, parameter: string])[];
}

const GROUPS: readonly Group[] = [
  {
    title: "Xen before 4.6",
    families: ["xen-classic"],
    columns: [
      ["max rounds", "maxIterations"],
      ["max sent, x memory", "maxFactor"],
      ["stop threshold, pages", "minDirtyPages"],
      ["scan", "scanOrder"],
      ["rate control", "rateControl"],
      ["stops on growth", "growthRule"],
    ],
  },
  {
    title: "Xen 4.6 and later",
    families: ["xen-stream"],
    columns: [
      ["max rounds, or the iteration that suspends", "maxIterations"],
      ["stop threshold, pages", "minDirtyPages"],
      ["also at threshold", "minDirtyInclusive"],
      ["suspends during a round", "suspendsDuringRound"],
    ],
  },
  {
    title: "QEMU",
    families: ["qemu"],
    columns: [
      ["bandwidth, MiB/s", "maxBandwidthBytesPerSecond"],
      ["downtime limit, s", "downtimeLimitSeconds"],
      ["passes", "passes"],
      ["log", "log"],
      ["quota check, pages", "flushPages"],
      ["post-copy after, syncs", "postcopy"],
    ],
  },
  {
    title: "Cloud Hypervisor",
    families: ["cloud-hypervisor"],
    columns: [
      ["rule", "rule"],
      ["downtime goal, s", "downtimeSeconds"],
      ["timeout, s", "timeoutSeconds"],
      ["max dirty passes", "maxPasses"],
      ["connections", "connections"],
      ["readings of the log in the pause", "finalLogReads"],
      ["sparse first pass", "sparseFirstPass"],
    ],
  },
  {
    title: "Firecracker and SimGrid",
    families: ["firecracker", "simgrid"],
    columns: [
      ["full snapshot first", "diffSnapshot"],
      ["downtime limit, s", "maxDowntimeSeconds"],
      ["max dirty, x memory", "workingSetRatio"],
      ["share of link", "bandwidthRatio"],
      ["latency factor", "latencyFactor"],
    ],
  },
  {
    title: "Engines of rounds",
    families: ["rounds"],
    columns: [
      ["stop rule", "rule"],
      ["max live rounds", "maxRounds"],
      ["few pages", "fewPages"],
      ["goal of skipped pages", "goalRatio"],
      ["growth allowed", "growthRatio"],
      ["downtime limit, s", "maxDowntimeSeconds"],
    ],
  },
];

/** The page with both parts replaced. @throws Error if a marker is missing */
export function writtenPage(page: string, matrix: string): string {
  return between(between(page, PRESETS, presetsText()), MATRIX, matrix);
}

/** The page with its presets replaced and its matrix unchanged. */
export function withPresets(page: string): string {
  return between(page, PRESETS, presetsText());
}

function between(page: string, [begin, end]: readonly [string, string], text: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error("docs/engines.md has lost its markers");
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

function presetsText(): string {
  return GROUPS.map(({ title, families, columns }) => {
    const presets = ENGINE_PRESETS.filter(({ parameters }) => families.includes(parameters.family));
    const rows = presets.map(({ name, source, parameters, ...words }) => [
      `\`${name}\``,
      wordsText(words),
      ...columns.map(([, key]) => parameterText(key, (parameters as unknown as Record<string, unknown>)[key])),
      linkSources(source),
    ]);
    return `### ${title}\n\n${table(["Preset", "What it does", ...columns.map(([heading]) => heading), "Source"], rows)}`;
  }).join("\n\n");
}

function wordsText({ aliases, description, measured, assumed }: Omit<EnginePreset, "name" | "source" | "parameters">): string {
  return [
    aliases === undefined ? description : `${description} (also named ${aliases.map((alias) => `\`${alias}\``).join(", ")})`,
    ...(measured === undefined ? [] : [`Measured: ${measured}`]),
    ...(assumed === undefined ? [] : [`Assumed: ${assumed}`]),
  ].join(". ");
}

function parameterText(key: string, value: unknown): string {
  if (value === undefined) return "-";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (key === "maxBandwidthBytesPerSecond" && typeof value === "number") return String(value / 2 ** 20);
  if (typeof value === "number") return String(Number(value.toPrecision(4)));
  return typeof value === "object" && value !== null && "afterSyncs" in value ? String(value.afterSyncs) : String(value);
}

/** Runs all combinations, workload by workload; `tell` is called with each finished workload. */
export async function runMatrix(tell: (workload: string) => void): Promise<string> {
  const all = workloads();
  const refusals: string[] = [];
  const cells = new Map<string, string>();
  for (const workload of all) {
    for (const engine of ENGINES) cells.set(cellKey(engine, workload), cellText(await cellOf(engine, workload), refusals));
    tell(workload.name);
  }
  return [...GROUPS.map((group) => matrixTable(group, all, cells)), legend(cells), ...refusalList(refusals)].join("\n\n");
}

function cellKey(engine: string, { name }: Pick<Workload, "name">): string {
  return `${engine} ${name}`;
}

/**
 * Letters of the four channels under `pages`, a slash, those under `expected`; one letter if all four are equal, and one half if both
 * are equal. The letter of a refusal is its index in `refusals`, to which new ones are added.
 */
export function cellText(outcomes: readonly (readonly Outcome[])[], refusals: string[]): string {
  const halves = outcomes.map((row) => {
    const letters = row.map((outcome) => ("stop" in outcome ? LETTERS[outcome.stop] : refusalLetter(outcome.refusal, refusals)));
    return letters.every((letter) => letter === letters[0]) ? (letters[0] ?? "") : letters.join("");
  });
  return halves.every((half) => half === halves[0]) ? (halves[0] ?? "") : halves.join("/");
}

function refusalLetter(text: string, refusals: string[]): string {
  if (!refusals.includes(text)) refusals.push(text);
  return String.fromCharCode("a".charCodeAt(0) + refusals.indexOf(text));
}

function matrixTable({ title, families }: Group, all: readonly Workload[], cells: Cells): string {
  const engines = ENGINE_PRESETS.filter(({ parameters }) => families.includes(parameters.family)).map(({ name }) => name);
  const rows = all.map((workload) => [
    `${workload.name}${roomText(workload)}`,
    ...engines.map((engine) => cells.get(cellKey(engine, workload)) ?? ""),
  ]);
  return `### With ${title}\n\n${table(["Workload", ...engines.map((name) => `\`${name}\``)], rows)}`;
}

function roomText({ memoryBytes, pageBytes }: Workload): string {
  const memory = memoryBytes < 2 ** 30 ? `${memoryBytes / 2 ** 20} MiB` : `${memoryBytes / 2 ** 30} GiB`;
  return pageBytes === 4096 ? ` (${memory})` : ` (${memory}, 2 MiB pages)`;
}

function legend(cells: Cells): string {
  const used = new Set([...cells.values()].join(""));
  const ends = Object.entries(LETTERS).filter(([, letter]) => used.has(letter));
  return `Ends: ${ends.map(([kind, letter]) => `\`${letter}\` ${kind}`).join(", ")}. Four letters: ${CHANNELS.join(", ")}.`;
}

function refusalList(refusals: readonly string[]): string[] {
  if (refusals.length === 0) return [];
  return [`Refused:\n\n${refusals.map((text) => `- \`${refusalLetter(text, [...refusals])}\`: ${text}`).join("\n")}`];
}

/** Reads a page: the refusals in the order of their letters, and each cell by engine and workload. */
export function readMatrix(page: string): { readonly refusals: string[]; readonly cellOf: (engine: string, workload: string) => string } {
  const cells = new Map<string, string>();
  let engines: readonly string[] = [];
  for (const line of page.split(MATRIX[0])[1]?.split("\n") ?? []) {
    const [first = "", ...rest] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (first === "Workload") engines = rest.map((name) => name.replaceAll("`", ""));
    else for (const [index, cell] of rest.entries()) cells.set(`${engines[index]} ${first.replace(/ \(.*/, "")}`, cell);
  }
  const refusals = [...page.matchAll(REFUSAL)].map(([, , text = ""]) => text);
  return { refusals, cellOf: (engine, workload) => cells.get(cellKey(engine, { name: workload })) ?? "" };
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
