/** Bounds of numbers in a scenario. */

/** `above` is exclusive, `min` and `max` are inclusive. */
export interface Limits {
  readonly above?: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** For a quantity: narrower bounds of a number without a unit. */
  readonly bare?: BareLimits;
}

/**
 * Bounds of a number without a unit; one beyond them lacks its unit, as in `bandwidth: 10`. 0 is always allowed.
 * With a unit every value within the limits can be written.
 */
export interface BareLimits {
  readonly min?: number;
  readonly max?: number;
  /** The probably intended unit. */
  readonly unitFor: (value: number) => string;
}

/** Only the bounds. */
export function boundsOf({ min, max }: Partial<BareLimits> = {}): Limits {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** " >= 0 and <= 3600". */
export function describeLimits({ above, min, max }: Limits): string {
  const lower = above !== undefined ? `> ${above}` : min !== undefined ? `>= ${min}` : undefined;
  const upper = max === undefined ? undefined : `<= ${max}`;
  const parts = [lower, upper].filter((part) => part !== undefined);
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}
