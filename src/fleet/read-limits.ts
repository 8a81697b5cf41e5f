/** The limits of a plan: how many moves at once, the bandwidth of each, and how often one is tried again. */
import type { Path } from "../scenario/origin.js";
import type { FleetRetries } from "./fleet.js";
import type { FleetFaults, Mapping } from "./fleet-faults.js";
import { PLAN_PRESETS, type PlanLimits } from "./plan-presets.js";

export const LIMIT_KEYS = ["preset", "parallel", "parallelPerSource", "parallelPerDestination", "bandwidth", "retries"];

export const PARALLEL_MAX = 1000;
export const RETRIES_MAX = 100;
export const GROWTH_MAX = 100;

/** What the plan says for itself goes before its preset. */
export function readLimits(plan: Mapping, steps: Path, faults: FleetFaults): PlanLimits {
  const preset = plan.preset === undefined ? {} : presetLimits(plan.preset, [...steps, "preset"], faults);
  const count = (key: string): number | undefined => faults.count(plan[key], [...steps, key], PARALLEL_MAX, undefined);
  const bandwidth = faults.quantity(plan.bandwidth, [...steps, "bandwidth"], "bandwidth", "a bandwidth above 0, such as 10 Gbit/s");
  const own = {
    parallel: count("parallel"),
    parallelPerSource: count("parallelPerSource"),
    parallelPerDestination: count("parallelPerDestination"),
    bandwidthBytesPerSecond: bandwidth === undefined ? undefined : bandwidth / 8,
    retries: readRetries(plan.retries, [...steps, "retries"], faults),
  };
  const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return plan.preset === undefined ? { parallel: 1, ...said } : { ...preset, ...said };
}

function presetLimits(given: unknown, steps: Path, faults: FleetFaults): PlanLimits {
  const names = PLAN_PRESETS.map(({ name }) => name);
  const name = faults.name(given, steps, names, "the name of a preset");
  return PLAN_PRESETS.find((preset) => preset.name === name)?.limits ?? {};
}

/** A number of times, or { times, after, growth }. */
function readRetries(given: unknown, steps: Path, faults: FleetFaults): FleetRetries | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "number") return { times: faults.count(given, steps, RETRIES_MAX, 0, 0), afterSeconds: 0, growth: 1 };
  const retries = faults.mapping(given, steps, ["times", "after", "growth"], "how often to try again, or { times, after, growth }");
  if (retries === undefined) return undefined;
  if (retries.times === undefined) faults.add([...steps, "times"], `a whole number from 0 to ${RETRIES_MAX}`, "nothing");
  return {
    times: faults.count(retries.times, [...steps, "times"], RETRIES_MAX, 0, 0),
    afterSeconds: faults.quantity(retries.after, [...steps, "after"], "time", "a time of at least 0, such as 20 s", 0) ?? 0,
    growth: faults.number(retries.growth, [...steps, "growth"], 1, GROWTH_MAX) ?? 1,
  };
}
