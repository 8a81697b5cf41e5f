/** `estimate`: total time over bandwidth by downtime limit. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import type { Fidelity, ResolvedScenario } from "../scenario/resolved/resolved.js";
import { pointCount } from "../study/study.js";
import type { FieldValues } from "../study/trial.js";
import { VERSION } from "../version.js";
import { AdviceBench, type AdviceOptions, type FoundStudy } from "./bench.js";
import { downtimeLimitOf } from "./downtime-limit.js";
import { around } from "./quantities.js";
import { findStaircase, type GridBlock, type GridCell, isMonotone } from "./staircase.js";

/** What to estimate. Values as scenarios have them: `10 Gbit/s`, `300 ms`. */
export interface EstimateRequest {
  /** Default: the scenario's and up to three links of usual speeds on each side. */
  readonly bandwidths?: readonly (string | number)[];
  /** Default: the scenario's and up to three round values on each side. An engine without a downtime limit takes none. */
  readonly downtimeLimits?: readonly (string | number)[];
  /** Default: `expected`, which takes the same time for a guest of any size. */
  readonly fidelity?: Fidelity;
}

/** Migrations of one scenario over several links, under several downtime limits. */
export interface Estimate {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  /** The scenario with every default filled in, before a bandwidth and a limit are set. */
  readonly scenario: ResolvedScenario;
  readonly fidelity: Fidelity;
  readonly bandwidths: readonly { readonly label: string; readonly bitsPerSecond: number }[];
  /** Field of the limit, as in `--set`; absent for an engine without one. */
  readonly limitField?: string;
  /** Why there is no downtime limit. */
  readonly noLimitReason?: string;
  /** One column, without `seconds`, for an engine without a downtime limit. */
  readonly limits: readonly { readonly label: string; readonly seconds?: number }[];
  /** By bandwidth, then by limit. */
  readonly cells: readonly EstimateCell[];
}

/** One migration. Its times are those of `run` with the cell's fields set. */
export interface EstimateCell {
  /** Indices into `bandwidths` and `limits`. */
  readonly bandwidth: number;
  readonly limit: number;
  /** False if the guest stayed at the source; there are no times then. */
  readonly moved: boolean;
  readonly converged: boolean;
  readonly stop: string;
  /**
   * The cell that shows that the guest does not move here: a link that is no slower under a limit that is no shorter, where it does not. This
   * cell was not simulated then.
   */
  readonly impliedBy?: { readonly bandwidth: number; readonly limit: number };
  /** The limit in force for the longest time; absent if implied. */
  readonly ruledBy?: string;
  /** Means over the scenario's runs. */
  readonly totalSeconds?: number;
  readonly downtimeSeconds?: number;
  readonly guestTimeTakenSeconds?: number;
}

/** Speeds of usual network cards. */
const BANDWIDTHS = ["100 Mbit/s", "1 Gbit/s", "2.5 Gbit/s", "10 Gbit/s", "25 Gbit/s", "40 Gbit/s", "100 Gbit/s", "200 Gbit/s"];
const BITS_PER_SECOND = [1e8, 1e9, 2.5e9, 1e10, 2.5e10, 4e10, 1e11, 2e11];
const LIMIT_SECONDS = [0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10];

const BANDWIDTH_PATH = "link.bandwidth";

/**
 * Total time and downtime over bandwidth by downtime limit. With `expected` each cell is one run. Where a guest that writes steadily does not
 * move, slower links and shorter limits are implied and not simulated: see `EstimateCell.impliedBy`.
 * @throws ConfigError for a scenario or values with faults; AbortedAdviceError when aborted
 */
export async function estimate(input: object, request: EstimateRequest = {}, options: AdviceOptions = {}): Promise<Estimate> {
  const bench = new AdviceBench(input, options);
  const { scenario } = bench;
  const fidelity = request.fidelity ?? "expected";
  const limit = downtimeLimitOf(scenario);
  const limitField = "path" in limit ? limit.path : undefined;
  const axes = {
    [BANDWIDTH_PATH]: request.bandwidths ?? defaultBandwidths(scenario),
    ...(limitField === undefined ? {} : { [limitField]: request.downtimeLimits ?? defaultLimits((limit as { seconds: number }).seconds) }),
  };
  checkRequest(bench, axes, request, "reason" in limit ? limit.reason : undefined);
  if (fidelity === "expected") await refuseUnsupported(bench);
  const runs = fidelity === "expected" ? 1 : scenario.runs;
  const grid = gridOf(bench, axes, limitField, { set: { fidelity }, runs });
  const isStaircase = fidelity === "expected" && limitField !== undefined && isMonotone(scenario);
  const cells = await (isStaircase ? cellsOfStaircase(grid) : cellsOfBlock(grid, wholeOf(grid)));
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    scenario,
    fidelity,
    bandwidths: grid.bandwidths,
    ...(limitField === undefined ? { noLimitReason: (limit as { reason: string }).reason } : { limitField }),
    limits: limitField === undefined ? [{ label: "total time" }] : grid.limits,
    cells: [...cells].sort((left, right) => left.bandwidth - right.bandwidth || left.limit - right.limit),
  };
}

function defaultBandwidths({ link }: ResolvedScenario): (string | number)[] {
  return around(link.bandwidthBitsPerSecond, BITS_PER_SECOND).map(
    (value) => BANDWIDTHS[BITS_PER_SECOND.indexOf(value)] ?? bandwidthText(value),
  );
}

function bandwidthText(bitsPerSecond: number): string {
  return bitsPerSecond >= 1e9 ? `${bitsPerSecond / 1e9} Gbit/s` : `${bitsPerSecond / 1e6} Mbit/s`;
}

function defaultLimits(seconds: number): string[] {
  return around(seconds, LIMIT_SECONDS).map((value) => (value < 1 ? `${Number((value * 1000).toPrecision(12))} ms` : `${value} s`));
}

/** @throws ConfigError with the values that do not fit their fields */
function checkRequest(
  bench: AdviceBench,
  axes: Readonly<Record<string, readonly (string | number)[]>>,
  { downtimeLimits }: EstimateRequest,
  noLimitReason: string | undefined,
): void {
  const issues: ConfigIssue[] = [];
  if (noLimitReason !== undefined && downtimeLimits !== undefined) {
    issues.push({ path: "downtimes", expected: `none, as ${noLimitReason}`, received: downtimeLimits.join(", ") });
  }
  for (const [path, values] of Object.entries(axes)) {
    if (values.length === 0) issues.push({ path, expected: "at least one value", received: "none" });
    for (const [place, value] of values.entries()) {
      issues.push(...bench.try({ [path]: value }).issues);
      if (values.indexOf(value) < place) issues.push({ path, expected: "values that differ", received: `${value} twice` });
    }
  }
  if (issues.length > 0) throw new ConfigError(issues, "the estimate");
}

/** @throws ConfigError where expected counts cannot simulate the scenario */
async function refuseUnsupported(bench: AdviceBench): Promise<void> {
  const reason = await bench.expectedRefuses({});
  if (reason !== undefined)
    throw new ConfigError([{ path: "fidelity", expected: "pages", received: `expected. ${reason}` }], "the estimate");
}

/** One migration per bandwidth and limit. */
interface Grid {
  readonly bench: AdviceBench;
  readonly bandwidths: readonly { readonly label: string; readonly bitsPerSecond: number }[];
  readonly limits: readonly { readonly label: string; readonly seconds: number }[];
  /** Values of the bandwidths and, if there is a limit, of the limits, by path. */
  readonly axes: Readonly<Record<string, readonly (string | number)[]>>;
  readonly set: FieldValues;
  readonly runs: number;
}

function gridOf(bench: AdviceBench, axes: Grid["axes"], limitField: string | undefined, { set, runs }: Pick<Grid, "set" | "runs">): Grid {
  const tried = (path: string): { label: string; scenario: ResolvedScenario }[] =>
    (axes[path] ?? []).map((value) => ({ label: String(value), scenario: bench.try({ [path]: value }).scenario as ResolvedScenario }));
  return {
    bench,
    bandwidths: tried(BANDWIDTH_PATH).map(({ label, scenario }) => ({ label, bitsPerSecond: scenario.link.bandwidthBitsPerSecond })),
    limits:
      limitField === undefined
        ? []
        : tried(limitField).map(({ label, scenario }) => ({ label, seconds: (downtimeLimitOf(scenario) as { seconds: number }).seconds })),
    axes,
    set,
    runs,
  };
}

function wholeOf({ bandwidths, limits }: Grid): GridBlock {
  return { bandwidths: [...bandwidths.keys()], limits: limits.length === 0 ? [0] : [...limits.keys()] };
}

/** The cells along and within the staircase simulated, the others implied. */
async function cellsOfStaircase(grid: Grid): Promise<EstimateCell[]> {
  const known = new Map<string, EstimateCell>();
  const keyOf = ({ bandwidth, limit }: GridCell): string => `${bandwidth} ${limit}`;
  const { blocks, implied } = await findStaircase(
    grid.bandwidths.map(({ bitsPerSecond }) => bitsPerSecond),
    grid.limits.map(({ seconds }) => seconds),
    async (cell) => {
      const [found] = await cellsOfBlock(grid, { bandwidths: [cell.bandwidth], limits: [cell.limit] });
      known.set(keyOf(cell), found as EstimateCell);
      return (found as EstimateCell).moved;
    },
  );
  const cells: EstimateCell[] = [];
  for (const block of blocks) cells.push(...(await cellsOfBlock(grid, block)));
  for (const { by, ...cell } of implied) {
    const { stop } = known.get(keyOf(by)) as EstimateCell;
    cells.push(known.get(keyOf(cell)) ?? { ...cell, moved: false, converged: false, stop, impliedBy: by });
  }
  return cells;
}

/** The cells of a block, simulated as one study. */
async function cellsOfBlock({ bench, axes, set, runs }: Grid, { bandwidths, limits }: GridBlock): Promise<EstimateCell[]> {
  const [rows, columns] = Object.entries(axes);
  const chosen = (axis: [string, readonly (string | number)[]] | undefined, places: readonly number[]): Record<string, unknown> =>
    axis === undefined ? {} : { [axis[0]]: places.map((place) => axis[1][place]) };
  const vary = { ...chosen(rows, bandwidths), ...chosen(columns, limits) };
  return cellsOf(await bench.compute({ set, study: { vary, runs } }), bandwidths, limits);
}

function cellsOf({ study, points, rows }: FoundStudy, bandwidths: readonly number[], limits: readonly number[]): EstimateCell[] {
  return Array.from({ length: pointCount(study) }, (_, point) => {
    const summary = points.find((each) => each.point === point);
    const own = rows.filter((row) => row.point === point);
    const [first] = own;
    const moved = summary?.movedRuns === own.length;
    const mean = (name: string): number | undefined => (moved ? summary.figures[name]?.mean : undefined);
    const times = ["totalSeconds", "downtimeSeconds", "guestTimeTakenSeconds"].flatMap((name) => {
      const value = mean(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return {
      bandwidth: bandwidths[Math.floor(point / limits.length)] as number,
      limit: limits[point % limits.length] as number,
      moved,
      converged: own.every(({ converged }) => converged),
      stop: first?.stop ?? "",
      ...(first?.ruledBy === undefined ? {} : { ruledBy: first.ruledBy }),
      ...Object.fromEntries(times),
    };
  });
}
