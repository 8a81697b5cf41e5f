/** The binomial distribution. */

/**
 * P(X <= k) for k = 0 .. `count`, where X counts the successes of `count` trials of probability `ratio` (0 to 1). The terms follow from the
 * largest one by the ratio of neighbours and are divided by their sum, so that no factorial is needed.
 */
export function binomialProbabilities(count: number, ratio: number): Float64Array {
  const terms = new Float64Array(count + 1);
  const mode = Math.min(count, Math.floor((count + 1) * ratio));
  const odds = ratio / (1 - ratio);
  terms[mode] = 1;
  for (let k = mode; k < count; k++) terms[k + 1] = ((terms[k] as number) * (count - k) * odds) / (k + 1);
  for (let k = mode; k > 0; k--) terms[k - 1] = ((terms[k] as number) * k) / ((count - k + 1) * odds);
  const total = terms.reduce((sum, term) => sum + term, 0);
  let sum = 0;
  return terms.map((term) => {
    sum += term;
    return sum / total;
  });
}
