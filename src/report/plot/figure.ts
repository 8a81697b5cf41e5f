/** A figure: its picture and the numbers in it. */

export type Cell = string | number | undefined;

/** Rows under names. */
export interface FigureTable {
  readonly columns: readonly string[];
  /** Numbers in base units. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A figure with the numbers in it. */
export interface Figure {
  /** Unique on its page: letters, digits, hyphens. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what is drawn, and how to read it. */
  readonly description: string;
  /** A whole SVG file. */
  readonly svg: string;
  /** The table under the figure, for a reader: texts with units. */
  readonly table: FigureTable;
  /** All numbers, for a CSV file. */
  readonly data: FigureTable;
}
