/** Writes rows as Parquet, a group of rows at a time. */
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, fileWriter, ParquetWriter } from "hyparquet-writer";

export type ParquetType = "INT32" | "INT64" | "DOUBLE" | "BOOLEAN" | "STRING";

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
}

export type Cell = number | string | boolean | undefined;

/** Rows of a group: what is held of a file, and what a reader takes at once. */
const GROUP_ROWS = 5000;

/** Cells of one column of a group. Numbers are not objects here, so that the collector has nothing to do with them. */
interface ColumnCells {
  set(row: number, cell: Cell): void;
  /** The first `rows` cells; null for those without a value. */
  list(rows: number): (Cell | bigint | null)[];
}

function numberCells(isInt64: boolean): ColumnCells {
  const numbers = new Float64Array(GROUP_ROWS);
  return {
    set(row, cell) {
      numbers[row] = cell === undefined ? Number.NaN : (cell as number);
    },
    list: (rows) => Array.from(numbers.subarray(0, rows), (value) => (Number.isNaN(value) ? null : isInt64 ? BigInt(value) : value)),
  };
}

/** Texts and flags: few of them differ. */
function wordCells(): ColumnCells {
  const words: Cell[] = [undefined];
  const places = new Map<Cell, number>([[undefined, 0]]);
  const cells = new Uint32Array(GROUP_ROWS);
  return {
    set(row, cell) {
      let place = places.get(cell);
      if (place === undefined) {
        place = words.push(cell) - 1;
        places.set(cell, place);
      }
      cells[row] = place;
    },
    list(rows) {
      const listed = Array.from(cells.subarray(0, rows), (place) => words[place] ?? null);
      words.length = 1;
      places.clear();
      places.set(undefined, 0);
      return listed;
    },
  };
}

/** A Parquet file in the making; every column may lack values. The same rows give the same bytes. */
export class ParquetFile {
  readonly #columns: readonly (ParquetColumn & { readonly cells: ColumnCells })[];
  readonly #writer: ParquetWriter;
  #rows = 0;

  constructor(path: string, columns: readonly ParquetColumn[]) {
    this.#columns = columns.map((column) => {
      const isWord = column.type === "STRING" || column.type === "BOOLEAN";
      return { ...column, cells: isWord ? wordCells() : numberCells(column.type === "INT64") };
    });
    this.#writer = new ParquetWriter({ writer: fileWriter(path), schema: schemaOf(columns), createdBy: "xenvmc-sim" });
  }

  write(row: readonly Cell[]): void {
    for (const [index, { cells }] of this.#columns.entries()) cells.set(this.#rows, row[index]);
    if (++this.#rows === GROUP_ROWS) this.#writeGroup();
  }

  close(): void {
    this.#writeGroup();
    this.#writer.finish();
  }

  #writeGroup(): void {
    if (this.#rows === 0) return;
    const columnData = this.#columns.map(({ name, cells }) => ({ name, data: cells.list(this.#rows) }) as ColumnSource);
    this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.#rows = 0;
  }
}

function schemaOf(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => {
      if (type === "STRING") return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" };
      return { name, type, repetition_type: "OPTIONAL" };
    }),
  ];
}
