/** The study called from Python, and its files read by the standard library, pandas and DuckDB. PYTHON names another interpreter. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { study } from "../../src/study.js";
import { openScenarioText } from "../../src/text.js";
import { COMMAND } from "../support/built-command.js";
import { temporaryDirectory } from "../support/command-line.js";

const PYTHON = process.env.PYTHON ?? "python3";
const has = (program: string): boolean => spawnSync(PYTHON, ["-c", program]).status === 0;
const HAS_PYTHON = has("import sys; assert sys.version_info >= (3, 9)");
const HAS_MODULES = HAS_PYTHON && has("import pandas, duckdb");
const STUDY = "examples/studies/seed-claim.yaml";

function draw(figure: string, ...rest: string[]) {
  const where = ["--where", "setting=then", "--where", "traffic=50 MB/s"];
  const env = { ...process.env, XENVMC_SIM: `${process.execPath} ${COMMAND}` };
  const { status, stdout, stderr } = spawnSync(
    PYTHON,
    [...rest, "examples/python/claim_figure.py", STUDY, figure, "--runs", "1", ...where],
    {
      encoding: "utf8",
      env,
    },
  );
  return { status, stdout, stderr };
}

/** Means of the library itself, in the words of the example. */
async function expectedLines(): Promise<string[]> {
  const { value, origin } = openScenarioText(readFileSync(STUDY, "utf8"), { overrides: ["study.runs=1"] });
  const { study: of, points } = await study(value, { origin });
  const [, memories, traffic] = of.axes.map(({ values }) => values);
  const column = traffic?.findIndex(({ label }) => label === "50 MB/s") as number;
  return of.variants.map(({ name }, variant) => {
    const cells = (memories ?? []).map(({ value: bytes }, index) => {
      const point = index * (traffic?.length ?? 0) + column;
      const mean = points.find((summary) => summary.point === point && summary.variant === variant)?.figures.totalSeconds?.mean;
      return `${Number(bytes) / 2 ** 20} MiB: ${mean?.toFixed(4)} s`;
    });
    return [name, ...cells].join("  ");
  });
}

describe.skipIf(!HAS_PYTHON)("examples/python/claim_figure.py (skipped without Python 3.9)", () => {
  it("draws the figure with Python alone, from the numbers of the study", async () => {
    const figure = join(temporaryDirectory(), "figure.svg");
    // Isolated and without site packages: no pandas, no DuckDB, no matplotlib.
    const { status, stdout, stderr } = draw(figure, "-I", "-S");
    expect(status, stderr).toBe(0);
    expect(stdout.trimEnd().split("\n")).toEqual(await expectedLines());
    expect(readFileSync(figure, "utf8").match(/<polyline points="(?:[\d.]+,[\d.]+ ?){3}"/g)).toHaveLength(3);
  });

  it.skipIf(!HAS_MODULES)("reads CSV with pandas and Parquet with DuckDB to the same means (skipped without both)", () => {
    const { status, stdout, stderr } = draw(join(temporaryDirectory(), "figure.svg"));
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("read by pandas as well: the same means\nread by duckdb as well: the same means\n");
  });
});
