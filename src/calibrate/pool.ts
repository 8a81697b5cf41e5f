/** Repetitions of one migration of which the logs have totals alone: their means, which a simulation without chance comes to. */
import type { Observation } from "./observation.js";

const MEANS = [
  "seconds",
  "setupSeconds",
  "downtimeSeconds",
  "downtimeBytes",
  "sentBytes",
  "normalPages",
  "zeroPages",
  "sentPages",
  "syncs",
] as const;

/** Observations with looks stay as they are; several with totals alone become one. */
export function pooled(observations: readonly Observation[]): Observation[] {
  const isTotal = ({ isComplete, looks, measured, firstPass }: Observation) =>
    isComplete && looks.length + measured.length === 0 && firstPass.length < 2;
  const totals = observations.filter(isTotal);
  const [first] = totals;
  if (first === undefined || totals.length < 2) return [...observations];
  const means = MEANS.flatMap((name) => {
    const values = totals.flatMap((each) => each[name] ?? []);
    return values.length < totals.length
      ? []
      : [[name, Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(9))] as const];
  });
  const mean: Observation = { ...first, name: `mean of ${totals.length} migrations`, ...Object.fromEntries(means) };
  return [...observations.filter((each) => !isTotal(each)), mean];
}
