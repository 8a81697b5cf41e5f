/** Max-min fair shares: no demand gets more than it asks for; unsatisfied demands share the rest equally. */

/**
 * Shares of `capacity` by progressive filling, in the order of `demands`. Any unit; demands may be Infinity. An
 * unsatisfied demand gets a share in proportion to its weight, by default 1.
 */
export function fairShares(demands: readonly number[], capacity: number, weights?: readonly number[]): number[] {
  const weightOf = (index: number): number => weights?.[index] ?? 1;
  const levelOf = (index: number): number => (demands[index] as number) / weightOf(index);
  const shares = demands.map(() => 0);
  const order = [...demands.keys()].sort((one, other) => levelOf(one) - levelOf(other));
  let left = capacity;
  let weightLeft = order.reduce((sum, index) => sum + weightOf(index), 0);
  for (const index of order) {
    const share = Math.min(demands[index] as number, (left * weightOf(index)) / weightLeft);
    shares[index] = share;
    left -= share;
    weightLeft -= weightOf(index);
  }
  return shares;
}
