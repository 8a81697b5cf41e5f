/** Parameters of a fit, on logarithms, and the scenario that they make. */
import type { Pattern, Population } from "./footprint.js";
import type { Frame, Setting } from "./frame.js";

/** What is fitted. */
export interface Parameters {
  readonly pattern: Pattern;
  /** The hottest first; none for a guest that is given or never writes. */
  readonly populations: readonly Population[];
  /** Of the stream, while pages with content are sent. */
  readonly bytesPerSecond?: number;
  readonly zeroPageSeconds?: number;
}

/** A fitted parameter, with the unit of its value. */
export interface ParameterName {
  readonly name: string;
  readonly unit: "bytes" | "writes/s" | "bytes/s" | "seconds";
}

/** Names in the order of `toPoint`. */
export function parameterNames(parameters: Parameters, frame: Frame): ParameterName[] {
  const { populations, pattern, bytesPerSecond, zeroPageSeconds } = parameters;
  const of = (index: number) => (populations.length === 1 ? (pattern === "sweep" ? "sweep" : "workload") : `population ${index + 1}`);
  return [
    ...populations.flatMap((_, index): ParameterName[] => [
      { name: `${of(index)}, size`, unit: "bytes" },
      { name: `${of(index)}, rate`, unit: "writes/s" },
    ]),
    ...(bytesPerSecond === undefined ? [] : [{ name: `pace (${frame.pace})`, unit: "bytes/s" } as const]),
    ...(zeroPageSeconds === undefined ? [] : [{ name: "time of a zero page", unit: "seconds" } as const]),
  ];
}

/** Values in the units of their names. */
export function parameterValues({ populations, bytesPerSecond, zeroPageSeconds }: Parameters, pageBytes: number): number[] {
  return [
    ...populations.flatMap(({ pages, writesPerPageSecond }) => [pages * pageBytes, pages * writesPerPageSecond]),
    ...(bytesPerSecond === undefined ? [] : [bytesPerSecond]),
    ...(zeroPageSeconds === undefined ? [] : [zeroPageSeconds]),
  ];
}

const SHORTEST_SECONDS = 1e-9;

export function toPoint(parameters: Parameters, pageBytes: number): number[] {
  return parameterValues(parameters, pageBytes).map((value) => Math.log(Math.max(value, SHORTEST_SECONDS)));
}

/** The inverse of `toPoint`; `like` tells which parameters there are. */
export function fromPoint(point: readonly number[], like: Parameters, pageBytes: number): Parameters {
  const values = point.map(Math.exp);
  const populations = like.populations.map((_, index) => {
    const pages = (values[2 * index] as number) / pageBytes;
    return { pages, writesPerPageSecond: (values[2 * index + 1] as number) / pages };
  });
  const rest = values.slice(2 * populations.length);
  return {
    pattern: like.pattern,
    populations,
    ...(like.bytesPerSecond === undefined ? {} : { bytesPerSecond: rest.shift() as number }),
    ...(like.zeroPageSeconds === undefined ? {} : { zeroPageSeconds: rest.shift() as number }),
  };
}

const EFFICIENCY = 0.94;
/** Digits of what is fitted: enough that rounding changes no total by a thousandth. */
const DIGITS = 5;
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

/** The fields that the parameters stand for. */
export function fittedSettings(parameters: Parameters, frame: Frame): Setting[] {
  const { populations, bytesPerSecond, zeroPageSeconds } = parameters;
  const fitted = (path: string, value: unknown, reason: string): Setting => ({ path, value, origin: "fitted", reason });
  return [
    ...(populations.length === 0 ? [] : [fitted("workload", [workloadOf(parameters, frame)], "")]),
    ...(bytesPerSecond === undefined || frame.pace === undefined ? [] : [fitted(frame.pace, paceValue(frame, bytesPerSecond), "")]),
    ...(zeroPageSeconds === undefined ? [] : [fitted("engine.destinationZeroPageTime", rounded(zeroPageSeconds), "")]),
  ];
}

function workloadOf({ populations, pattern }: Parameters, { pageBytes }: Frame): object {
  const regions = populations.map(({ pages, writesPerPageSecond }) => {
    const whole = Math.max(1, Math.round(pages));
    return { size: whole * pageBytes, rate: rounded(pages * writesPerPageSecond) };
  });
  if (regions.length === 1) return { kind: pattern === "sweep" ? "sweep" : "uniform", ...regions[0] };
  return { kind: "classes", classes: regions };
}

function paceValue({ pace, base, pageBytes }: Frame, bytesPerSecond: number): unknown {
  if (pace === "host.copyCpu") return rounded(pageBytes / bytesPerSecond);
  if (pace === "engine.maxBandwidth") return rounded(bytesPerSecond);
  const link = base.link as { readonly efficiency?: number } | undefined;
  const bitsPerSecond = (bytesPerSecond * 8) / (typeof link?.efficiency === "number" ? link.efficiency : EFFICIENCY);
  return `${rounded(bitsPerSecond / 1e6)} Mbit/s`;
}

/** The scenario as an object: what is given, and every setting. */
export function scenarioOf(frame: Frame, settings: readonly Setting[]): Record<string, unknown> {
  const scenario = structuredClone(frame.base) as Record<string, unknown>;
  for (const { path, value } of settings) setInside(scenario, path.split("."), value);
  return scenario;
}

function setInside(container: Record<string, unknown>, [step = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    container[step] ??= value;
    return;
  }
  const inside = container[step];
  const named = typeof inside === "string" ? { preset: inside } : ((inside ?? {}) as Record<string, unknown>);
  container[step] = named;
  setInside(named, rest, value);
}
