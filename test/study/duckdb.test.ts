/** The files of a study as DuckDB reads them: an implementation of Parquet and CSV that shares no code with the writer. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";

/** A label with what CSV has to quote, columns without a value, with values in some rows only, and whole numbers that are doubles. */
const STUDY = `version: 1
name: small
vm: { memory: 16 MiB }
link: { bandwidth: 1 Gbit/s }
workload: [ { kind: uniform, size: 4 MiB, rate: 4 k/s } ]
study:
  vary:
    link.bandwidth: [500 Mbit/s, 1 Gbit/s]
    engine: [xen-4.10, { preset: qemu-10.2, downtimeLimit: 100 ms }]
  variants: { plain: {}, 'slow, "far" über': { link.latency: 5 ms } }
  runs: 3
`;
const WORDS = ["variant", "engine", "stop", "ruledBy"];
const FLAGS = ["converged", "moved"];
const PARQUET_TYPES: Readonly<Record<string, string>> = { point: "INTEGER", run: "INTEGER", seed: "BIGINT" };

type Cells = Readonly<Record<string, string | number | boolean | null>>;

const root = mkdtempSync(join(tmpdir(), "duckdb-"));
const out = join(root, "out");
let connection: DuckDBConnection;

beforeAll(async () => {
  requireBuiltPackage();
  writeFileSync(join(root, "study.yaml"), STUDY);
  const outcome = await runBuiltCommand(["study", join(root, "study.yaml"), "--out", out]);
  expect(outcome, outcome.stderr).toMatchObject({ code: 0, stderr: "" });
  connection = await (await DuckDBInstance.create(":memory:")).connect();
});

afterAll(() => {
  connection?.closeSync();
  rmSync(root, { recursive: true, force: true });
});

async function read(source: string): Promise<{ types: Readonly<Record<string, string>>; rows: readonly Cells[] }> {
  const reader = await connection.runAndReadAll(`select * from ${source}`);
  const types = reader.columnTypes().map(String);
  return {
    types: Object.fromEntries(reader.columnNames().map((name, column) => [name, types[column] as string])),
    rows: reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value as DuckDBValue)]))),
  };
}

const plain = (value: DuckDBValue) => (typeof value === "bigint" ? Number(value) : (value as Cells[string]));

/** Rows of the study's own file, in the order of the files that are written at the end. */
function writtenRows(names: readonly string[]): readonly Cells[] {
  const lines = readFileSync(join(out, "runs.ndjson"), "utf8").trimEnd().split("\n");
  const variants = ["plain", 'slow, "far" über'];
  const rows = lines.map((line) => JSON.parse(line) as Record<string, Cells[string]>);
  const order = (row: Cells) =>
    ((row.point as number) * variants.length + variants.indexOf(row.variant as string)) * 1000 + (row.run as number);
  return rows.sort((a, b) => order(a) - order(b)).map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

describe("runs.parquet in DuckDB", () => {
  it("has every column with its type, and every value of the rows", async () => {
    const { types, rows } = await read(`read_parquet('${join(out, "runs.parquet")}')`);
    for (const [name, type] of Object.entries(types)) {
      const expected = WORDS.includes(name) ? "VARCHAR" : FLAGS.includes(name) ? "BOOLEAN" : (PARQUET_TYPES[name] ?? "DOUBLE");
      expect(type, name).toBe(expected);
    }
    expect(rows).toHaveLength(24);
    expect(rows).toEqual(writtenRows(Object.keys(types)));
  });
});

describe("runs.csv in DuckDB", () => {
  it("has the same columns and values, with the types that can be told from text", async () => {
    const parquet = await read(`read_parquet('${join(out, "runs.parquet")}')`);
    const { types, rows } = await read(`read_csv('${join(out, "runs.csv")}')`);
    expect(Object.keys(types)).toEqual(Object.keys(parquet.types));
    for (const [name, type] of Object.entries(types)) {
      const isEmpty = rows.every((row) => row[name] === null);
      const allowed = WORDS.includes(name) || isEmpty ? ["VARCHAR"] : FLAGS.includes(name) ? ["BOOLEAN"] : ["BIGINT", "DOUBLE"];
      expect(allowed, name).toContain(type);
    }
    expect(rows).toEqual(parquet.rows);
  });
});

describe("points.csv in DuckDB", () => {
  it("has a row per point and variant whose means are those of the runs", async () => {
    const points = `read_csv('${join(out, "points.csv")}')`;
    const means = `(select point, variant, count(*) as runs, avg(totalSeconds) as mean from read_parquet('${join(out, "runs.parquet")}') group by all)`;
    const { rows } = await read(
      `(select p.n, r.runs, p."totalSeconds.mean" as written, r.mean from ${points} p join ${means} r on p.point = r.point and p.variant = r.variant)`,
    );
    expect(rows).toHaveLength(8);
    for (const { n, runs, written, mean } of rows) {
      expect(n).toBe(runs);
      expect((written as number) / (mean as number)).toBeCloseTo(1, 12);
    }
  });
});
