/** Distance of `observed` from `expected` in standard deviations; 0 if it is negligible. */
export function deviation(observed: number, expected: number, variance: number): number {
  const distance = observed - expected;
  return distance === 0 ? 0 : distance / Math.sqrt(variance);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function variance(values: readonly number[]): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}

/** Welch's t: distance between the means of two samples, in standard deviations. */
export function welch(one: readonly number[], other: readonly number[]): number {
  const spread = variance(one) / one.length + variance(other) / other.length;
  return deviation(mean(one), mean(other), spread);
}
