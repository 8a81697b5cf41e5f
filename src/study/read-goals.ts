/** Reads `goals`, `until` and `figures`: what is asked of the figures. */
import { nearestName } from "../scenario/nearest.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { type Dimension, describeDimension, readQuantity } from "../scenario/units.js";
import type { Faults } from "./faults.js";
import type { StoppingRule, StudyAxis, StudyFigure, StudyGoal, WantedFigureWidth } from "./study.js";

type Given = Readonly<Record<string, unknown>>;

const BOUND = /^\s*(<=|>=|<|>)\s*(.+)$/;
const AT_MOST_KEY = "atMost";
const AT_MOST_RUNS = 200;
const LEAST_RUNS = 10;
const MOST_RUNS = 1_000_000;

export function readGoals(goals: Given, names: readonly string[], faults: Faults): StudyGoal[] {
  return Object.entries(goals).flatMap(([figure, given]) => {
    const at = ["goals", figure];
    if (!isFigure(figure, names, at, faults, true)) return [];
    const [, bound, text = ""] = typeof given === "string" ? (BOUND.exec(given) ?? []) : [];
    const value = bound === undefined ? undefined : amountOf(text, figure);
    if (value === undefined) {
      faults.add(at, `a bound such as "< ${exampleOf(figure)}", with <, <=, > or >=`, showValue(given));
      return [];
    }
    return [{ figure, bound: bound as StudyGoal["bound"], value, text: (given as string).trim() }];
  });
}

export function readUntil(until: Given, names: readonly string[], faults: Faults): StoppingRule | undefined {
  const at = ["until"];
  const { [AT_MOST_KEY]: atMost = AT_MOST_RUNS, ...given } = until;
  const isCount = Number.isInteger(atMost) && (atMost as number) >= LEAST_RUNS && (atMost as number) <= MOST_RUNS;
  if (!isCount) faults.add([...at, AT_MOST_KEY], `a whole number >= ${LEAST_RUNS} and <= ${MOST_RUNS}`, showValue(atMost));
  if (Object.keys(given).length === 0) faults.add(at, `a figure and its width, such as { ${names[0]}: 1 % }`, "none");
  const widths = Object.entries(given).flatMap(([figure, width]): WantedFigureWidth[] => {
    const place = [...at, figure];
    if (!isFigure(figure, names, place, faults, true)) return [];
    const read = readWidth(width, figure);
    if (read !== undefined) return [{ figure, text: String(width).trim(), width: read }];
    faults.add(place, `a width above 0, such as 1 % or ${exampleOf(figure)}`, showValue(width));
    return [];
  });
  return isCount && widths.length > 0 ? { widths, atMost: atMost as number } : undefined;
}

function readWidth(given: unknown, figure: string): WantedFigureWidth["width"] | undefined {
  const [, percent] = typeof given === "string" ? (/^\s*(\d+\.?\d*|\.\d+)\s*%\s*$/.exec(given) ?? []) : [];
  if (percent !== undefined) return Number(percent) > 0 ? { halfWidthRatio: Number(percent) / 100 } : undefined;
  const halfWidth = amountOf(given, figure);
  return halfWidth !== undefined && halfWidth > 0 ? { halfWidth } : undefined;
}

export function readFigures(
  figures: readonly StudyFigure[],
  names: readonly string[],
  axes: readonly StudyAxis[],
  faults: Faults,
): StudyFigure[] {
  return figures.map((figure, index) => {
    const at = ["figures", index];
    isFigure(figure.y, names, [...at, "y"], faults, false);
    const named = (["x", "lines", "panels"] as const).flatMap((key) => {
      const given = figure[key];
      const name = given === undefined ? undefined : axisNamed(given, axes);
      if (given !== undefined && name === undefined) {
        const known = [...axes.map((axis) => axis.name), "variant"];
        faults.add([...at, key], `an axis of the study or variant: ${known.join(", ")}`, showValue(given), nearestName(given, known));
      }
      return name === undefined ? [] : [[key, name] as const];
    });
    return { ...figure, ...Object.fromEntries(named) };
  });
}

/** The full name of an axis given by it, by the last part of its path, or `variant`; undefined if none or several have it. */
function axisNamed(given: string, axes: readonly StudyAxis[]): string | undefined {
  const names = axes.map(({ name }) => name);
  if (given === "variant" || names.includes(given)) return given;
  const found = names.filter((name) => name.endsWith(`.${given}`));
  return found.length === 1 ? found[0] : undefined;
}

function isFigure(name: string, names: readonly string[], steps: Path, faults: Faults, atKey: boolean): boolean {
  if (names.includes(name)) return true;
  faults.add(steps, `one of ${names.join(", ")}`, showValue(name), nearestName(name, names), atKey);
  return false;
}

/** Dimension of a figure by the unit in its name; undefined for counts and ratios. */
function dimensionOf(figure: string): Dimension | undefined {
  if (figure.endsWith("BytesPerSecond")) return "flow";
  if (figure.endsWith("Seconds")) return "time";
  return figure.toLowerCase().includes("bytes") ? "size" : undefined;
}

function amountOf(given: unknown, figure: string): number | undefined {
  const plain = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  if (typeof plain === "number" && Number.isFinite(plain)) return plain;
  const dimension = dimensionOf(figure);
  const reading = dimension === undefined ? undefined : readQuantity(given, dimension);
  return reading !== undefined && "value" in reading ? reading.value : undefined;
}

function exampleOf(figure: string): string {
  const dimension = dimensionOf(figure);
  return dimension === undefined ? "1000" : (/such as (.+?)(?: or| \()/.exec(describeDimension(dimension))?.[1] ?? "1 s");
}
