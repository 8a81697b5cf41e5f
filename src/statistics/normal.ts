/** The standard normal distribution: its probability and its quantile. */

/** P(Z <= z), to about 1e-15 absolute: the series of Marsaglia, Evaluating the Normal Distribution (J. Stat. Software 11(4), 2004). */
export function normalProbability(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The z with P(Z <= z) = `probability`, 0 < probability < 1, by bisection. @throws RangeError outside that range. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`probability: expected 0 < p < 1, received ${probability}`);
  let [low, high] = [-8, 8];
  while (high - low > 1e-14) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
