/** `estimate` as the library computes it: 20 bandwidths by 20 downtime limits of one scenario, with expected counts. */
import { readFileSync } from "node:fs";
import { type Estimate, type EstimateRequest, estimate } from "../../src/advice.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { simulate } from "../../src/simulation/simulate.js";
import { openScenarioText } from "../../src/text.js";
import { type Benchmark, type Case, find, type ModuleCompetitor } from "../harness/benchmark.js";
import { digestValue } from "../harness/digest.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, milliseconds, scaled } from "../harness/verdict.js";

interface Input {
  readonly file: string;
  /** Fields of the engine beside those of the file. */
  readonly engine?: Readonly<Record<string, unknown>>;
}

const STEPS = 20;
const SECONDS_MAX = 1;
/** Every so many cells one is compared with a run of its own. */
const CHECKED_STEP = 57;

/** Values from `from` to `to` in equal ratios. */
function inRatios(from: number, to: number, unit: string): string[] {
  return Array.from({ length: STEPS }, (_, step) => `${Number((from * (to / from) ** (step / (STEPS - 1))).toPrecision(4))} ${unit}`);
}

const REQUEST: EstimateRequest = { bandwidths: inRatios(1, 100, "Gbit/s"), downtimeLimits: inRatios(30, 9000, "ms") };

function scenarioOf({ file, engine }: Input): object {
  const { value } = openScenarioText(readFileSync(new URL(`../../examples/${file}`, import.meta.url), "utf8"));
  const written = value as { readonly engine: unknown };
  const base = typeof written.engine === "string" ? { preset: written.engine } : (written.engine as object);
  return { ...written, engine: { ...base, ...engine } };
}

/** Compares some cells with runs of their scenarios. @throws Error for one that differs */
async function checkCells(scenario: object, { cells, bandwidths, limits, limitField = "" }: Estimate): Promise<void> {
  const [, limitName = ""] = limitField.split(".");
  for (const cell of cells.filter((_, index) => index % CHECKED_STEP === 0)) {
    const { link, engine } = scenario as { readonly link: object; readonly engine: object };
    const set = {
      ...scenario,
      fidelity: "expected",
      link: { ...link, bandwidth: bandwidths[cell.bandwidth]?.label },
      engine: { ...engine, [limitName]: limits[cell.limit]?.label },
    };
    const [run] = (await simulate(parseScenario(set))).runs;
    const isSame = run?.stop.kind === cell.stop && (!cell.moved || run.totals.totalSeconds === cell.totalSeconds);
    if (!isSame) throw new Error(`${bandwidths[cell.bandwidth]?.label}, ${limits[cell.limit]?.label}: not as run has it`);
  }
}

const library: ModuleCompetitor<Input> = {
  kind: "module",
  name: "estimate",
  open: (input) => {
    const scenario = scenarioOf(input);
    return {
      async answer() {
        const found = await estimate(scenario, REQUEST);
        await checkCells(scenario, found);
        return digestValue(found.cells);
      },
      prepare: () => ({ isAsync: true, run: () => estimate(scenario, REQUEST) }),
    };
  },
};

const CASES: readonly Case<Input>[] = [
  { name: "operator-256-gib", units: STEPS ** 2, quick: true, input: { file: "operator-256-gib.yaml" } },
  {
    name: "operator-256-gib without a bandwidth limit",
    units: STEPS ** 2,
    quick: false,
    input: { file: "operator-256-gib.yaml", engine: { maxBandwidth: 0 } },
  },
  { name: "cloud-hypervisor", units: STEPS ** 2, quick: true, input: { file: "cloud-hypervisor.yaml" } },
];

function judge(measurements: readonly Measurement[]): Verdict[] {
  return CASES.flatMap(({ name }) => {
    const measured = find(measurements, name, library.name);
    return measured === undefined ? [] : [atMost(`${name}, 400 cells`, SECONDS_MAX, "s", scaled(milliseconds(measured), 1e-3))];
  });
}

export const estimateBenchmark: Benchmark<Input> = {
  name: "estimate",
  question: "How long does a table of 20 bandwidths by 20 downtime limits take?",
  unit: "cell",
  cases: CASES,
  competitors: [library],
  judge,
};
