/** The files of a finished study, written once, point by point; and its table on the terminal. */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Drafts } from "../../node/drafts.js";
import { ParquetFile, type ParquetType } from "../../node/parquet-file.js";
import { csvHeader, csvLine, pointColumns, type RowColumn, rowColumns } from "../../output/study-csv.js";
import { latexTable, markdownTable } from "../../output/study-table.js";
import { type PointRows, type Study, summarizePoint, VerdictCounts } from "../../study.js";

const PARQUET_TYPES: Readonly<Record<RowColumn["kind"], ParquetType>> = {
  count: "INT32",
  seed: "INT64",
  number: "DOUBLE",
  flag: "BOOLEAN",
  text: "STRING",
};

const BATCH_LENGTH = 2 ** 16;

/** A draft of a text file. */
class TextDraft {
  readonly #file: number;
  #batch = "";

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  write(text: string): void {
    this.#batch += text;
    if (this.#batch.length >= BATCH_LENGTH) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#batch);
    this.#batch = "";
  }
}

/**
 * Writes the end files into a directory, all or none, and returns what was found. `pointsOf` starts again at the first point: the tables begin
 * with the verdict, which is known at the end.
 */
export async function writeEndFiles(
  directory: string,
  study: Study,
  pointsOf: () => Iterable<PointRows>,
  pause: () => Promise<void>,
): Promise<readonly string[]> {
  const drafts = new Drafts();
  try {
    const names = ["runs.csv", "runs.parquet", "points.csv", "table.body.md", "table.body.tex"] as const;
    const paths = names.map(() => drafts.create(directory));
    const [runs, , points, markdown, latex] = paths.map((path, index) =>
      names[index] === "runs.parquet" ? undefined : new TextDraft(path),
    );
    const columns = rowColumns(study);
    const parquet = new ParquetFile(
      paths[1] as string,
      columns.map(({ name, kind }) => ({ name, type: PARQUET_TYPES[kind] })),
    );
    const ofPoints = pointColumns(study);
    const [md, tex] = [markdownTable(study), latexTable(study)];
    const verdict = new VerdictCounts(study);
    runs?.write(csvHeader(columns));
    points?.write(csvHeader(ofPoints));
    for (const found of pointsOf()) {
      for (const row of found.rows.flat()) {
        const cells = columns.map(({ value }) => value(row));
        runs?.write(csvLine(cells));
        parquet.write(cells);
      }
      const summaries = summarizePoint(study, found);
      verdict.add(summaries);
      for (const summary of summaries) {
        points?.write(csvLine(ofPoints.map(({ value }) => value(summary))));
        markdown?.write(md.row(summary));
        latex?.write(tex.row(summary));
      }
      await pause();
    }
    for (const draft of [runs, points, markdown, latex]) draft?.close();
    parquet.close();
    const sentences = verdict.sentences();
    const tables = [
      { path: drafts.create(directory), head: [...md.head(sentences)].join(""), body: paths[3] as string, tail: md.tail() },
      { path: drafts.create(directory), head: tex.head(), body: paths[4] as string, tail: tex.tail() },
    ];
    for (const table of tables) await join3(table);
    const placed = [...paths.slice(0, 3), ...tables.map(({ path }) => path)];
    for (const [index, name] of ["runs.csv", "runs.parquet", "points.csv", "table.md", "table.tex"].entries()) {
      drafts.place(placed[index] as string, join(directory, name));
    }
    return sentences;
  } finally {
    drafts.close();
  }
}

/** Puts head, body and tail into one file. */
async function join3({ path, head, body, tail }: Readonly<Record<"path" | "head" | "body" | "tail", string>>): Promise<void> {
  const { createReadStream } = await import("node:fs");
  const out = new TextDraft(path);
  out.write(head);
  for await (const piece of createReadStream(body, { encoding: "utf8" })) out.write(piece as string);
  out.write(tail);
  out.close();
}
