/** `estimate`: total time over bandwidth by downtime limit. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import type { Fidelity, ResolvedScenario } from "../scenario/resolved/resolved.js";
import { pointCount, type StudyAxis } from "../study/study.js";
import { VERSION } from "../version.js";
import { AdviceBench, type AdviceOptions, type FoundStudy } from "./bench.js";
import { downtimeLimitOf } from "./downtime-limit.js";
import { around } from "./quantities.js";

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
  /** The limit in force for the longest time. */
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
 * Total time and downtime over bandwidth by downtime limit. With `expected` each cell is one run.
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
  const found = await bench.compute({ set: { fidelity }, study: { vary: axes, runs } });
  const [bandwidths, limits] = found.study.axes as [StudyAxis, StudyAxis?];
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    scenario,
    fidelity,
    bandwidths: bandwidths.values.map(({ label, value }) => ({ label, bitsPerSecond: value as number })),
    ...(limitField === undefined ? { noLimitReason: (limit as { reason: string }).reason } : { limitField }),
    limits: limits?.values.map(({ label, value }) => ({ label, seconds: value as number })) ?? [{ label: "total time" }],
    cells: cellsOf(found, limits?.values.length ?? 1),
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
    for (const value of values) issues.push(...bench.try({ [path]: value }).issues);
  }
  if (issues.length > 0) throw new ConfigError(issues, "the estimate");
}

/** @throws ConfigError where expected counts cannot simulate the scenario */
async function refuseUnsupported(bench: AdviceBench): Promise<void> {
  const reason = await bench.expectedRefuses({});
  if (reason !== undefined)
    throw new ConfigError([{ path: "fidelity", expected: "pages", received: `expected. ${reason}` }], "the estimate");
}

function cellsOf({ study, points, rows }: FoundStudy, columns: number): EstimateCell[] {
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
      bandwidth: Math.floor(point / columns),
      limit: point % columns,
      moved,
      converged: own.every(({ converged }) => converged),
      stop: first?.stop ?? "",
      ...(first?.ruledBy === undefined ? {} : { ruledBy: first.ruledBy }),
      ...Object.fromEntries(times),
    };
  });
}
