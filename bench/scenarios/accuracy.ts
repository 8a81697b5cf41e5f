/** Accuracy per microsecond: the cost of predicting a migration, and the distance of the prediction from QEMU as measured. */

import {
  ConfigError,
  createSimulation,
  parseScenario,
  type ResolvedScenario,
  type RunResult,
  type Scenario,
  simulate,
} from "../../src/index.js";
import { quantileOfSorted } from "../../src/statistics/quantile.js";
import type { Benchmark, Case, ModuleCompetitor, NativeCompetitor, Subject } from "../harness/benchmark.js";
import { digestValue } from "../harness/digest.js";
import { figure } from "../harness/figure.js";
import { table } from "../harness/tables.js";
import type { Measurement } from "../harness/types.js";
import { geometricSeries, type Prediction, type TextbookGuest, workingSetRounds } from "../peers/textbook-migration.js";
import { type MeasuredCase, measuredCases, simgridGuestOf, simgridScenarioOf, textbookGuestOf } from "./accuracy-cases.js";

interface Input {
  readonly cases: readonly MeasuredCase[];
}

/**
 * Predictions for the migrations of one call. Undefined if the model has no answer: it cannot represent the case, or the migration never
 * ends.
 */
type Predictions = readonly (Prediction | undefined)[];

/** Figures by case: `seconds.3` and `pages.3` belong to the fourth. */
function figuresOf(predictions: Predictions): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const [index, prediction] of predictions.entries()) {
    if (!prediction) continue;
    figures[`seconds.${index}`] = prediction.totalSeconds;
    figures[`pages.${index}`] = prediction.pagesSent;
  }
  return figures;
}

function predictionOf(run: RunResult | undefined): Prediction | undefined {
  if (!run) return undefined;
  const { stop, totals } = run;
  return stop.converged ? { totalSeconds: totals.totalSeconds, pagesSent: totals.pagesSent } : undefined;
}

/** The reference is a hundred times slower: it checks every sixth case. */
const CHECKED_STEP = 6;

function checked<T>(values: readonly T[]): T[] {
  return values.filter((_, index) => index % CHECKED_STEP === 0);
}

/** Undefined if the fidelity cannot simulate the scenario, such as `expected` if single pages matter. */
async function resolvedIfAble(scenario: Scenario): Promise<ResolvedScenario | undefined> {
  try {
    const resolved = parseScenario(scenario);
    await createSimulation(resolved);
    return resolved;
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** One result per migration; undefined if it was refused. */
type Runs = readonly (RunResult | undefined)[];

/** Our simulator: `repeats` passes over all migrations per call. */
async function openSimulations(scenarios: readonly Scenario[], repeats: number, check: (runs: Runs) => Promise<string>): Promise<Subject> {
  const resolved = await Promise.all(scenarios.map(resolvedIfAble));
  const runAll = async (): Promise<Runs> => {
    const runs: (RunResult | undefined)[] = [];
    for (const scenario of resolved) runs.push(scenario && (await createSimulation(scenario)).run().runs[0]);
    return runs;
  };
  return {
    answer: async () => check(await runAll()),
    prepare: async () => {
      const figures = figuresOf((await runAll()).map(predictionOf));
      return {
        isAsync: true,
        units: resolved.filter((scenario) => scenario !== undefined).length * repeats,
        figures: () => figures,
        run: async () => {
          let runs: Runs = [];
          for (let repeat = 0; repeat < repeats; repeat++) runs = await runAll();
          return runs;
        },
      };
    },
  };
}

const withFidelity = (cases: readonly MeasuredCase[], fidelity: "pages" | "expected"): Scenario[] =>
  cases.map(({ scenario }) => ({ ...scenario, fidelity }));

/** Digest of every figure of every round. */
const digestOf = async (runs: Runs): Promise<string> => digestValue(checked(runs));

const reference: ModuleCompetitor<Input> = {
  kind: "module",
  name: "pages, reference",
  isUntimed: true,
  open: ({ cases }) => ({
    answer: async () => {
      const runs: RunResult[] = [];
      for (const scenario of checked(withFidelity(cases, "pages"))) {
        runs.push((await simulate(scenario, { pages: "reference" })).runs[0] as RunResult);
      }
      return digestValue(runs);
    },
    prepare: () => ({ run: () => 0 }),
  }),
};

const pages: ModuleCompetitor<Input> = {
  kind: "module",
  name: "pages",
  open: ({ cases }) => openSimulations(withFidelity(cases, "pages"), 1, digestOf),
};

/** Tolerance between expected counts and a single run under `pages`, which scatters. */
const EXPECTED_TOLERANCE_RATIO = 0.05;
const EXPECTED_REPEATS = 5;

const expected: ModuleCompetitor<Input> = {
  kind: "module",
  name: "expected",
  hasOwnDraws: true,
  open: ({ cases }) =>
    openSimulations(withFidelity(cases, "expected"), EXPECTED_REPEATS, async (runs) => {
      for (const [index, scenario] of withFidelity(cases, "pages").entries()) {
        const own = runs[index];
        if (!own) continue;
        const other = (await simulate(scenario)).runs[0] as RunResult;
        requireClose(own.totals.totalSeconds, other.totals.totalSeconds, EXPECTED_TOLERANCE_RATIO, scenario.name ?? "");
      }
      return "as the pages";
    }),
};

function requireClose(own: number, other: number, toleranceRatio: number, what: string): void {
  if (Math.abs(own - other) > toleranceRatio * other) throw new Error(`${what}: ${own} instead of ${other}`);
}

const MODEL_REPEATS = 20;
const LATENCY_FACTOR = 13.01;
const BANDWIDTH_RATIO = 0.97 / 1.05;

/** SimGrid's rounds in a few lines (VmLiveMigration.cpp; docs/sources/simgrid.md#model). */
function simgridSeconds(given: Scenario): number | undefined {
  const { ramMebibytes, bandwidthBytesPerSecond, speedMebibytes, dirtyPercent } = simgridGuestOf(given);
  const speed = speedMebibytes * 2 ** 20;
  const memory = ramMebibytes * 2 ** 20;
  const latency = LATENCY_FACTOR * 1e-4;
  const bandwidth = Math.min(speed, bandwidthBytesPerSecond * BANDWIDTH_RATIO);
  let [bytes, total] = [memory, latency];
  for (let round = 0; round < 1000; round++) {
    const seconds = latency + bytes / bandwidth;
    const threshold = textbookGuestOf(given).downtimeLimitSeconds * (bytes / seconds);
    bytes = Math.min((dirtyPercent / 100) * speed * seconds, 0.9 * memory);
    total += seconds;
    if (bytes <= threshold) return total + latency + bytes / bandwidth;
  }
  return undefined;
}

const simgridEngine: ModuleCompetitor<Input> = {
  kind: "module",
  name: "SimGrid's model, our engine",
  hasOwnDraws: true,
  open: ({ cases }) => {
    return openSimulations(
      cases.map(({ scenario }) => simgridScenarioOf(scenario)),
      MODEL_REPEATS,
      async (runs) => {
        for (const [index, { name, scenario }] of cases.entries()) {
          const own = predictionOf(runs[index]);
          const closed = simgridSeconds(scenario);
          if ((own === undefined) !== (closed === undefined)) throw new Error(`${name}: only one of the two models ends`);
          if (own && closed !== undefined) requireClose(own.totalSeconds, closed, 1e-9, name);
        }
        return "as the closed form";
      },
    );
  },
};

const SIMGRID_MIGRATIONS = 5;

const simgrid: NativeCompetitor<Input> = {
  kind: "native",
  name: "SimGrid 3.32",
  build: "simgrid",
  hasOwnDraws: true,
  commandArguments: ({ cases }) => {
    const guests = cases.map(({ scenario }) => simgridGuestOf(scenario));
    const words = guests.flatMap((guest) => [guest.ramMebibytes, guest.bandwidthBytesPerSecond, guest.speedMebibytes, guest.dirtyPercent]);
    return [SIMGRID_MIGRATIONS, ...words].map(String);
  },
};

const TEXTBOOK_REPEATS = 1000;

/** A closed form. Checked on a guest that writes nothing: it sends every page once. */
function textbook(name: string, predict: (guest: TextbookGuest) => Prediction | undefined): ModuleCompetitor<Input> {
  return {
    kind: "module",
    name,
    hasOwnDraws: true,
    open: ({ cases }) => {
      const guests = cases.map(({ scenario }) => textbookGuestOf(scenario));
      return {
        answer() {
          for (const guest of guests) {
            const idle = predict({ ...guest, workingSets: [] });
            if (idle?.pagesSent !== guest.pages) throw new Error(`${idle?.pagesSent} pages instead of ${guest.pages}`);
          }
          return "every page once where nothing is written";
        },
        prepare: () => ({
          units: guests.length * TEXTBOOK_REPEATS,
          figures: () => figuresOf(guests.map(predict)),
          run: () => {
            let pagesSent = 0;
            for (let repeat = 0; repeat < TEXTBOOK_REPEATS; repeat++) {
              for (const guest of guests) pagesSent += predict(guest)?.pagesSent ?? 0;
            }
            return pagesSent;
          },
        }),
      };
    },
  };
}

const CASES: readonly Case<Input>[] = [
  { name: "quiet plain migrations of QEMU", units: measuredCases().length, quick: true, input: { cases: measuredCases() } },
];

/** Absolute relative errors of a figure over all measured runs, ascending; Infinity if a model has no answer. */
function errorsOf({ figures }: Measurement, name: "seconds" | "pages", measured: "totalSeconds" | "pagesSent"): number[] {
  const errors = measuredCases().flatMap((each, index) => {
    const predicted = figures[`${name}.${index}`] ?? Infinity;
    return each.measured.map((run) => Math.abs(predicted / run[measured] - 1));
  });
  return errors.sort((left, right) => left - right);
}

function percent(ratio: number): string {
  return Number.isFinite(ratio) ? figure(100 * ratio) : "none";
}

/** Quantiles and the largest error. The largest is taken over the cases with an answer. */
function spread(errors: readonly number[]): string[] {
  const largest = errors.findLast(Number.isFinite) ?? Infinity;
  const [median = largest, ninetieth = largest] = [0.5, 0.9].map((ratio) => quantileOfSorted(errors, ratio));
  return [median, ninetieth, largest].map(percent);
}

/** One row per model: cost per migration, and errors of total time and pages against the measurements. */
function report(measurements: readonly Measurement[]): string {
  const head = ["model", "processor us", "time % P50", "P90", "max", "pages % P50", "P90", "max", "no answer"];
  const rows = measurements.map((one) => {
    const seconds = errorsOf(one, "seconds", "totalSeconds");
    const unanswered = seconds.filter((error) => error === Infinity).length;
    const cost = figure((one.processorMilliseconds * 1000) / one.units);
    return [one.competitor, cost, ...spread(seconds), ...spread(errorsOf(one, "pages", "pagesSent")), `${unanswered} of ${seconds.length}`];
  });
  return `Processor time per migration, and errors against ${measuredCases().length} measured cases:\n\n${table(head, rows, 1)}`;
}

export const accuracy: Benchmark<Input> = {
  name: "accuracy",
  question: "What does it cost to predict a migration, and how far is the prediction from what QEMU was measured to do?",
  unit: "migration",
  cases: CASES,
  competitors: [
    reference,
    pages,
    expected,
    simgridEngine,
    simgrid,
    textbook("working-set rounds", workingSetRounds),
    textbook("geometric series", geometricSeries),
  ],
  report,
};
