/** Writes rows as Parquet, a group of rows at a time. */
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, fileWriter, ParquetWriter } from "hyparquet-writer";

export type ParquetType = "INT32" | "INT64" | "DOUBLE" | "BOOLEAN" | "STRING";

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
}

export type Cell = number | string | boolean | undefined;

const GROUP_ROWS = 10_000;

/** A Parquet file in the making; every column may lack values. The same rows give the same bytes. */
export class ParquetFile {
  readonly #columns: readonly ParquetColumn[];
  readonly #writer: ParquetWriter;
  #cells: (Cell | bigint | null)[][];
  #rows = 0;

  constructor(path: string, columns: readonly ParquetColumn[]) {
    this.#columns = columns;
    this.#cells = columns.map(() => []);
    this.#writer = new ParquetWriter({ writer: fileWriter(path), schema: schemaOf(columns), createdBy: "xenvmc-sim" });
  }

  write(row: readonly Cell[]): void {
    for (const [index, { type }] of this.#columns.entries()) {
      const cell = row[index];
      this.#cells[index]?.push(cell === undefined ? null : type === "INT64" ? BigInt(cell as number) : cell);
    }
    if (++this.#rows === GROUP_ROWS) this.#writeGroup();
  }

  close(): void {
    this.#writeGroup();
    this.#writer.finish();
  }

  #writeGroup(): void {
    if (this.#rows === 0) return;
    const columnData = this.#columns.map(({ name }, index) => ({ name, data: this.#cells[index] }) as ColumnSource);
    this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.#cells = this.#columns.map(() => []);
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
