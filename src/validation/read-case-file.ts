/** Reads a file of validation cases in YAML or JSON (docs/validation-cases.md): every fault of it in one error. */
import * as v from "valibot";
import { ConfigError, type ConfigIssue, parseScenario, type Scenario } from "../index.js";
import type { ObservedMigration } from "../logs/observed.js";
import { describeSchemaIssue, type LocatedIssue, schemaPlace } from "../scenario/issues.js";
import { nearestName } from "../scenario/nearest.js";
import type { Path, ScenarioOrigin } from "../scenario/origin.js";
import { formatPath, showValue } from "../scenario/show-value.js";
import { openScenarioText } from "../text.js";
import { CASE_FILE_SCHEMA, FIGURE_PATHS, ROUND_FIELDS, unitsOf, type WrittenCase, type WrittenCaseFile } from "./case-file-schema.js";
import { expectedFigures } from "./log-report.js";
import type { CaseVariant, ExpectedFigure, ValidationCase } from "./validation-case.js";

/** A case of the user's, whose figures may still be in a log. */
export interface OwnCase extends ValidationCase {
  /** The log that has the figures, as written; absent if `figures` are given. */
  readonly logFile?: string;
}

export interface OwnCaseFile {
  readonly group: string;
  readonly title: string;
  readonly cases: readonly OwnCase[];
}

/** @throws ConfigError with every fault: of the text, its fields, and of each scenario */
export function readCaseFile(text: string, fileName: string): OwnCaseFile {
  const empty = { path: "", expected: "validation cases in YAML or JSON", received: "an empty text" };
  if (text.trim() === "") throw new ConfigError([empty], fileName);
  const { value, origin } = openScenarioText(text, { fileName });
  const result = v.safeParse(CASE_FILE_SCHEMA, value);
  const found: LocatedIssue[] = result.success
    ? faultsOf(result.output)
    : result.issues.map((issue) => ({ ...schemaPlace(issue), issue: describeSchemaIssue(issue) }));
  const places = origin.locate(found);
  const located = found.map(({ issue }, index): ConfigIssue => ({ ...issue, ...places[index] }));
  const { unlistedIssues: unlisted = 0 } = origin;
  const issues = [...origin.issues, ...located, ...(result.success ? scenarioFaults(result.output, origin) : [])];
  if (issues.length + unlisted > 0 || !result.success) throw new ConfigError(issues, fileName, unlisted);
  const { group, title = group, cases } = result.output;
  return { group, title, cases: cases.map((each) => ownCase(each, group)) };
}

function ownCase(written: WrittenCase, group: string): OwnCase {
  const { name, evidence = "B", tag = "measured", source, note = "", scenario, figures = [], logFile, variants = [] } = written;
  return {
    name,
    group,
    evidence,
    tag,
    source,
    note,
    checks: [],
    scenario: scenario as unknown as Scenario,
    figures: figures as readonly ExpectedFigure[],
    variants: variants.map(({ mustMiss = [], ...each }): CaseVariant => ({ ...each, mustMiss })),
    distributions: [],
    ...(logFile === undefined ? {} : { logFile }),
  };
}

/** Faults that the schema cannot express. */
function faultsOf({ cases, group }: WrittenCaseFile): LocatedIssue[] {
  const faults: LocatedIssue[] = [];
  const add: Add = (steps, expected, received, suggestion) => {
    const issue = { path: formatPath(steps), expected, received };
    faults.push({ steps, atKey: false, issue: suggestion === undefined ? issue : { ...issue, suggestion } });
  };
  if (group.trim() === "") add(["group"], "a name", showValue(group));
  if (cases.length === 0) add(["cases"], "at least one case", "none");
  const names = new Set<string>();
  for (const [index, each] of cases.entries()) {
    const at = ["cases", index];
    if (names.has(each.name) || each.name.trim() === "") add([...at, "name"], "a name that no other case has", showValue(each.name));
    names.add(each.name);
    checkFigures(each, at, add);
  }
  return faults;
}

/** Adds a fault; `received` in the words of a fault. */
type Add = (steps: Path, expected: string, received: string, suggestion?: string) => void;

function checkFigures({ figures = [], variants = [], logFile }: WrittenCase, at: Path, add: Add): void {
  const labels = new Map<string, boolean>();
  if (logFile === undefined && figures.length === 0) add([...at, "figures"], "at least one figure, or a log as logFile", "none");
  if (logFile !== undefined && figures.length > 0) add([...at, "logFile"], "either figures or logFile", "both");
  for (const [index, { label, path, unit, tolerance, unjudged }] of figures.entries()) {
    const place = [...at, "figures", index];
    if (labels.has(label)) add([...place, "label"], "a label that no other figure of the case has", showValue(label));
    labels.set(label, tolerance !== undefined);
    const units = unitsOf(path);
    if (units === undefined) {
      const expected = `one of ${FIGURE_PATHS.join(", ")}, or rounds[N]. and one of ${ROUND_FIELDS.join(", ")}`;
      add([...place, "path"], expected, showValue(path), nearestName(path, FIGURE_PATHS));
    } else if (!units.includes(unit)) add([...place, "unit"], `${units.join(" or ")} for ${path}`, showValue(unit));
    if ((tolerance === undefined) === (unjudged === undefined)) {
      add(place, "either a tolerance or, as unjudged, why there is none", tolerance === undefined ? "neither" : "both");
    } else if (tolerance !== undefined) checkTolerance(tolerance, [...place, "tolerance"], add);
  }
  if (logFile !== undefined) return;
  for (const [index, { mustMiss = [] }] of variants.entries()) {
    for (const [which, label] of mustMiss.entries()) {
      const judged = [...labels].filter(([, isJudged]) => isJudged).map(([name]) => name);
      if (judged.includes(label)) continue;
      add(
        [...at, "variants", index, "mustMiss", which],
        "the label of a figure with a tolerance",
        showValue(label),
        nearestName(label, judged),
      );
    }
  }
}

function checkTolerance(tolerance: NonNullable<ExpectedFigureOf["tolerance"]>, at: Path, add: Add): void {
  const { relative, absolute, factor, percentile, medianRelative } = tolerance;
  if (relative === undefined && absolute === undefined && factor === undefined) add(at, "relative, absolute or factor", "none of them");
  if (factor !== undefined && (relative ?? absolute) !== undefined) add([...at, "factor"], "factor alone", "other limits beside it");
  if (percentile !== undefined && relative === undefined) add([...at, "percentile"], "relative beside percentile", "none");
  if (medianRelative !== undefined && percentile === undefined) add([...at, "medianRelative"], "percentile beside medianRelative", "none");
}

type ExpectedFigureOf = NonNullable<WrittenCase["figures"]>[number];

/** Faults of each scenario, alone and with each list of settings. */
function scenarioFaults({ cases }: WrittenCaseFile, text: ScenarioOrigin): ConfigIssue[] {
  return cases.flatMap((each, index) => {
    const at = ["cases", index];
    const own = faultsOfScenario(each.scenario, [], [...at, "scenario"], text);
    if (own.length > 0) return own;
    const lists = [
      ...(each.figures ?? []).map(({ set }, place) => ({ set, steps: [...at, "figures", place, "set"] })),
      ...(each.variants ?? []).map(({ set }, place) => ({ set, steps: [...at, "variants", place, "set"] })),
    ];
    return lists.flatMap(({ set = [], steps }) => (set.length === 0 ? [] : faultsOfScenario(each.scenario, set, steps, text)));
  });
}

function faultsOfScenario(scenario: object, overrides: readonly string[], at: Path, text: ScenarioOrigin): ConfigIssue[] {
  const { value, origin } = openScenarioText(scenario, { overrides });
  const isChanged = overrides.length > 0;
  // What a list of settings breaks is shown at the list.
  const locate: typeof origin.locate = (queries) =>
    text.locate(queries.map((query) => (isChanged ? { steps: at, atKey: false } : { ...query, steps: [...at, ...query.steps] })));
  try {
    parseScenario(value, { origin: { ...origin, locate } });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [place] = text.locate([{ steps: at, atKey: false }]);
    return error.issues.map((issue) => ({ ...place, ...issue, path: `${formatPath(at)}${joint(issue.path)}` }));
  }
}

function joint(path: string): string {
  return path === "" || path.startsWith("[") ? path : `.${path}`;
}

/**
 * The case with the figures of its log: one case per migration that has an end and a figure to compare. Empty if the log has none.
 * @throws ConfigError for a control that names a figure which the log does not have, or which is not judged
 */
export function casesOfLog({ logFile, ...each }: OwnCase, migrations: readonly ObservedMigration[]): ValidationCase[] {
  const comparable = migrations.filter((migration) => expectedFigures(migration).length > 0);
  return comparable.map((migration) => {
    const figures = expectedFigures(migration);
    checkControls(each, figures, logFile ?? "the log");
    const part = comparable.length === 1 ? "" : `, ${migration.name ?? `line ${migration.firstLine}`}`;
    return { ...each, name: `${each.name}${part}`, figures };
  });
}

function checkControls({ name, variants }: ValidationCase, figures: readonly ExpectedFigure[], logFile: string): void {
  const judged = figures.filter(({ tolerance }) => tolerance !== undefined).map(({ label }) => label);
  const unknown = variants.flatMap(({ mustMiss }) => mustMiss.filter((label) => !judged.includes(label)));
  if (unknown.length === 0) return;
  const expected = `figures of the log that are judged: ${judged.join(", ")}`;
  throw new ConfigError([{ path: `${name}: mustMiss`, expected, received: showValue(unknown[0]) }], logFile);
}
