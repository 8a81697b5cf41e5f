import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { StudyDirectory } from "../../src/node/study-directory.js";
import { planStudy } from "../../src/study/plan.js";

const root = mkdtempSync(join(tmpdir(), "study-directory-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("gives each row by its offset, whether it is in the file already or not", () => {
  const { study } = planStudy({ version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" }, workload: [], study: { runs: 1 } });
  const directory = new StudyDirectory(join(root, "study"), study, { hash: "own" }, () => {});
  // The first is written at once, and those that come within some milliseconds together.
  const lines = Array.from({ length: 500 }, (_, index) => `row ${index} ${"\u00e4".repeat(index)}`);
  const offsets = lines.map((line) => directory.append(line));
  for (const [index, offset] of offsets.entries()) expect(directory.lineAt(offset)).toBe(lines[index]);
  directory.close();
  expect(readFileSync(join(root, "study", "runs.ndjson"), "utf8")).toBe(lines.map((line) => `${line}\n`).join(""));
});
