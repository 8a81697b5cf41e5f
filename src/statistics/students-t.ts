/**
 * Student's t for whole degrees of freedom: the finite series of Abramowitz and Stegun 26.7.3-4 and its inverse.
 *
 * Written here because the maintained package for it brings 232 others and 52 kB of compressed code.
 */

/** P(|T| <= t) for a t variable with `degrees` >= 1 degrees of freedom, t >= 0. */
export function centralProbability(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const cos2 = Math.cos(theta) ** 2;
  let term = degrees % 2 === 1 ? Math.cos(theta) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = degrees % 2 === 1 ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (cos2 * (k - 1)) / k;
    sum += term;
  }
  return degrees % 2 === 1 ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}

/** The t with P(|T| <= t) = `probability`, 0 <= probability < 1, to 1e-12 relative, by bisection. @throws RangeError outside that range. */
export function centralQuantile(probability: number, degrees: number): number {
  if (!(probability >= 0 && probability < 1)) throw new RangeError(`probability: expected 0 <= p < 1, received ${probability}`);
  if (probability === 0) return 0;
  let high = 1;
  while (centralProbability(high, degrees) < probability) high *= 2;
  let low = 0;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
