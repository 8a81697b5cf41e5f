/** Holds a simulation of a user's scenario against logs of real migrations: each migration is a case. */
import { type ResolvedScenario, type RunResult, type SimulateOptions, simulate } from "../index.js";
import type { ObservedMigration } from "../logs/observed.js";
import { brokenRounds, judge, judgeCheck, simulatedFigure } from "./figures.js";
import type { CaseReport, ValidationReport } from "./report.js";
import { assembleReport } from "./validate.js";
import type { ExpectedFigure, FigureUnit, Tolerance } from "./validation-case.js";

const GROUP = "logs";
/** Our modelling decision: what a prediction from a log should reach at the 90th percentile, total time and pages. */
const TIME_TOLERANCE = { relative: 0.12 };
const PAGES_TOLERANCE = { relative: 0.08 };

/** A migration as its log tells it, under a name for the report. */
export interface NamedMigration {
  readonly name: string;
  /** Log and format in words. */
  readonly source: string;
  readonly migration: ObservedMigration;
}

/** Simulates the scenario once and compares its runs with each migration. */
export async function validateAgainstLogs(
  scenario: ResolvedScenario,
  migrations: readonly NamedMigration[],
  options: Pick<SimulateOptions, "signal" | "executor"> = {},
): Promise<ValidationReport> {
  const { runs } = await simulate(scenario, options);
  const cases = migrations.map((each) => caseReport(each, runs, scenario));
  return assembleReport(cases, { [GROUP]: "Logs given, and the scenario given" });
}

function caseReport({ name, source, migration }: NamedMigration, runs: readonly RunResult[], scenario: ResolvedScenario): CaseReport {
  const { pageBytes } = scenario.vm;
  const figures = expectedFigures(migration).map((figure) =>
    judge(figure, simulatedFigure(runs, figure.path, figure.unit, pageBytes, figure.above)),
  );
  const identities = [judgeCheck(brokenRounds(runs))];
  const passed = [...figures, ...identities].every(({ verdict }) => verdict !== "miss");
  const note = "The scenario is the user's: whether anything in it was fitted to this log is not known here.";
  return {
    name,
    group: GROUP,
    evidence: "B",
    tag: "measured",
    source,
    note,
    engine: scenario.engine.preset,
    identities,
    figures,
    variants: [],
    distributions: [],
    passed,
  };
}

/** The figures of a log that a run has too. Of a migration without its end in the log only what does not depend on it. */
export function expectedFigures(migration: ObservedMigration): ExpectedFigure[] {
  const { end, totalSeconds, downtimeSeconds, last, rounds } = migration;
  if (end === "given up") return figure("converged", "converged", "runs", 0, { absolute: 0 });
  if (end !== "completed") return [];
  const lying = "where the pages to send lie when the pause begins is not in a log";
  const counted = "follows from the pages";
  const perPass = "a count of passes near its threshold is a matter of chance";
  return [
    figure("total time", "totals.totalSeconds", "s", totalSeconds, TIME_TOLERANCE),
    figure("downtime", "totals.downtimeSeconds", "ms", downtimeSeconds && downtimeSeconds * 1000, lying),
    figure("pages with content", "normalPages", "pages", last.normalPages, PAGES_TOLERANCE),
    figure("pages sent", "totals.pagesSent", "pages", last.sentPages, PAGES_TOLERANCE),
    figure("zero pages", "totals.zeroPages", "pages", last.zeroPages, "zero pages are counted again in each pass that meets them"),
    figure(
      "bytes sent",
      "totals.wireBytes",
      "KiB",
      last.sentBytes && last.sentBytes / 2 ** 10,
      last.normalPages === undefined ? PAGES_TOLERANCE : counted,
    ),
    figure("dirty-log reads", "totals.dirtySyncCount", "syncs", last.syncs, perPass),
    ...rounds
      .slice(0, 8)
      .flatMap(({ index, pagesSent }) =>
        figure(`sent in round ${index}`, `rounds[${index}].pagesSent`, "pages", pagesSent, "rounds are compared by their sum"),
      ),
  ].flat();
}

/** A figure, or none without its value. A text in place of a tolerance says why it is not judged. */
function figure(
  label: string,
  path: string,
  unit: FigureUnit,
  measured: number | undefined,
  judgement: Tolerance | string,
): ExpectedFigure[] {
  if (measured === undefined) return [];
  const rule = typeof judgement === "string" ? { unjudged: judgement } : { tolerance: judgement };
  return [{ label, path, unit, measured, ...rule }];
}
