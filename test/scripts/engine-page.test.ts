/** docs/engines.md agrees with the simulator: a sample of its table is run again, and all presets are written again. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cellOf, ENGINES, workloads } from "../../scripts/engine-matrix.js";
import { cellText, readMatrix, withPresets, writtenPage } from "../../scripts/engine-page.js";

const page = readFileSync("docs/engines.md", "utf8");
const matrix = readMatrix(page);
const all = workloads();

/** Each engine with some of the workloads, rotating through them. */
const SHARE = 23;
const sample = ENGINES.flatMap((engine, row) =>
  all.filter((_, column) => (row * 7 + column) % SHARE === 0).map((workload) => [engine, workload.name, workload] as const),
);

describe("docs/engines.md", () => {
  it("has its script's presets", () => {
    expect(page).toBe(withPresets(page));
  });

  it("has a cell for every engine with every workload", () => {
    const empty = ENGINES.flatMap((engine) =>
      all.filter(({ name }) => matrix.cellOf(engine, name) === "").map(({ name }) => `${engine} ${name}`),
    );
    expect(empty).toEqual([]);
  });

  it.each(sample)("has the result of %s with %s", async (engine, name, workload) => {
    expect(cellText(await cellOf(engine, workload), matrix.refusals)).toBe(matrix.cellOf(engine, name));
  });

  it("refuses SimGrid's traffic, and nothing else with the fidelity pages", () => {
    const refused = all.flatMap(({ name }) => ENGINES.filter((engine) => /^[^/]*[a-z]/.test(matrix.cellOf(engine, name))));
    expect([...new Set(refused)]).toEqual(["simgrid"]);
  });

  it("refuses to write into a page without its markers", () => {
    expect(() => writtenPage("nothing", "")).toThrow("lost its markers");
  });
});
