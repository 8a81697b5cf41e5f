/** Max-min fairness: nobody gets more than it asks for, and what is left is shared equally by those that ask for more. */

/** Shares of `capacity` by progressive filling, in the order of `demands`. Any unit; demands may be Infinity. */
export function fairShares(demands: readonly number[], capacity: number): number[] {
  const shares = demands.map(() => 0);
  const order = demands.map((_, index) => index).sort((left, right) => (demands[left] as number) - (demands[right] as number));
  let left = capacity;
  for (const [rank, index] of order.entries()) {
    const share = Math.min(demands[index] as number, left / (order.length - rank));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
