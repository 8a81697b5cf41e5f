/** The files of a finished study, written point by point while the study is computed. */
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
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
  readonly path: string;
  readonly #file: number;
  #batch = "";

  constructor(path: string) {
    this.path = path;
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
    let rest: Uint8Array = Buffer.from(this.#batch);
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#file, rest));
    this.#batch = "";
  }
}

/** The end files of a study as drafts in its directory: `finish` puts all of them in their places, `close` removes what is not there. */
export class EndFiles {
  readonly #directory: string;
  readonly #study: Study;
  readonly #drafts = new Drafts();
  readonly #verdict: VerdictCounts;
  readonly #rowColumns: readonly RowColumn[];
  readonly #pointColumns: ReturnType<typeof pointColumns>;
  readonly #tables: { readonly markdown: ReturnType<typeof markdownTable>; readonly latex: ReturnType<typeof latexTable> };
  readonly #runs: TextDraft;
  readonly #points: TextDraft;
  /** Rows of the tables: a table begins with the verdict, which is known at the end. */
  readonly #markdown: TextDraft;
  readonly #latex: TextDraft;
  readonly #parquetPath: string;
  readonly #parquet: ParquetFile;

  constructor(directory: string, study: Study) {
    this.#directory = directory;
    this.#study = study;
    this.#verdict = new VerdictCounts(study);
    this.#rowColumns = rowColumns(study);
    this.#pointColumns = pointColumns(study);
    this.#tables = { markdown: markdownTable(study), latex: latexTable(study) };
    [this.#runs, this.#points, this.#markdown, this.#latex] = [this.#draft(), this.#draft(), this.#draft(), this.#draft()];
    this.#parquetPath = this.#drafts.create(directory);
    const columns = this.#rowColumns.map(({ name, kind }) => ({ name, type: PARQUET_TYPES[kind] }));
    this.#parquet = new ParquetFile(this.#parquetPath, columns);
    this.#runs.write(csvHeader(this.#rowColumns));
    this.#points.write(csvHeader(this.#pointColumns));
  }

  /** Adds a point. Points come in order. */
  add(found: PointRows): void {
    for (const row of found.rows.flat()) {
      const cells = this.#rowColumns.map(({ value }) => value(row));
      this.#runs.write(csvLine(cells));
      this.#parquet.write(cells);
    }
    const summaries = summarizePoint(this.#study, found);
    this.#verdict.add(summaries);
    for (const summary of summaries) {
      this.#points.write(csvLine(this.#pointColumns.map(({ value }) => value(summary))));
      this.#markdown.write(this.#tables.markdown.row(summary));
      this.#latex.write(this.#tables.latex.row(summary));
    }
  }

  /** Puts the files in their places, and returns what was found. */
  async finish(): Promise<readonly string[]> {
    for (const draft of [this.#runs, this.#points, this.#markdown, this.#latex]) draft.close();
    this.#parquet.close();
    const sentences = this.#verdict.sentences();
    const { markdown, latex } = this.#tables;
    const files = {
      "runs.csv": this.#runs.path,
      "runs.parquet": this.#parquetPath,
      "points.csv": this.#points.path,
      "table.md": await this.#joined([...markdown.head(sentences)].join(""), this.#markdown.path, markdown.tail()),
      "table.tex": await this.#joined(latex.head(), this.#latex.path, latex.tail()),
    };
    for (const [name, draft] of Object.entries(files)) this.#drafts.place(draft, join(this.#directory, name));
    return sentences;
  }

  close(): void {
    this.#drafts.close();
  }

  #draft(): TextDraft {
    return new TextDraft(this.#drafts.create(this.#directory));
  }

  /** A draft of a head, the file at `body`, and a tail. */
  async #joined(head: string, body: string, tail: string): Promise<string> {
    const out = this.#draft();
    out.write(head);
    for await (const piece of createReadStream(body, { encoding: "utf8" })) out.write(piece as string);
    out.write(tail);
    out.close();
    return out.path;
  }
}

/** Points that are finished, in order. */
export interface PointSource {
  /** The next point; undefined until it is finished. */
  nextPoint(): PointRows | undefined;
  /** Lets timers and signals run, but not at every call. */
  breathe(): Promise<void>;
}

/** Adds the points that are finished. */
export async function addPoints(source: PointSource, end: EndFiles): Promise<void> {
  for (let found = source.nextPoint(); found !== undefined; found = source.nextPoint()) {
    end.add(found);
    await source.breathe();
  }
}

/**
 * Adds points to the end files while `compute` runs: each as soon as it is finished and those before it are written. `compute` calls `onRow`
 * after every row, and ends early when its signal is aborted: `signal`, or a file could not be written, which is then the error.
 */
export async function writeWhile(
  source: PointSource,
  end: EndFiles,
  signal: AbortSignal,
  compute: (onRow: () => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  let isOver = false;
  let wake = (): void => {};
  const write = async (): Promise<void> => {
    while (!signal.aborted) {
      const found = source.nextPoint();
      if (found !== undefined) {
        end.add(found);
        await source.breathe();
      } else if (isOver) return;
      else await new Promise<void>((resume) => (wake = resume));
    }
  };
  const written = write();
  written.catch((error: unknown) => failed.abort(error));
  try {
    await compute(() => wake(), AbortSignal.any([signal, failed.signal]));
  } finally {
    isOver = true;
    wake();
  }
  await written;
}
