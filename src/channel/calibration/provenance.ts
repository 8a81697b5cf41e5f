/** Where a figure comes from, carried beside it so that a product text can say so. */

/**
 * - `fact`: read in the named source; `derived`: arithmetic on such figures, plots read to 3 % included;
 * - `measured`: measured for this project; `modelled`: our decision; `recalled`: from a paper that was not opened.
 */
export type Basis = "fact" | "derived" | "measured" | "modelled" | "recalled";

export interface Provenance {
  readonly basis: Basis;
  /** One sentence: source, machine, method. */
  readonly source: string;
}
