import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseScenario, simulate } from "../../src/index.js";

const FOLDER = new URL("../../examples/", import.meta.url);
const loadText = (path: string): string => readFileSync(new URL(path, FOLDER), "utf8");

/** Stop, rounds, pages sent and distinct pages harvested of the first run: the same on every machine. */
const EXPECTED: Readonly<Record<string, readonly [string, number, number, number]>> = {
  "classic-skip.yaml": ["max-iterations", 30, 1152141, 116485],
  "expected.yaml": ["max-iterations", 6, 1127996.6926158587, 79420.69261585876],
  "measured-presets.yaml": ["max-iterations", 6, 300493, 38349],
  "phases.yaml": ["max-iterations", 6, 431157, 169013],
  "sweep-never-converges.yaml": ["max-iterations", 11, 786432, 655360],
  "terabyte.yaml": ["max-iterations", 6, 307477157, 39041701],
  "trace.yaml": ["dirty-threshold", 4, 17057, 673],
  "web-server.yaml": ["max-iterations", 6, 1128028, 79452],
  "web-vm-leaves-database.yaml": ["max-iterations", 6, 272110, 9966],
};

describe("the examples", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

  it("are all known here", () => {
    expect(files.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(files)("%s gives what it gave", async (file) => {
    const scenario = parseScenario(loadText(file), { fileName: file, loadText });
    const { runs } = await simulate(scenario);
    const first = runs[0];
    expect([first?.stop.kind, first?.totals.rounds, first?.totals.pagesSent, first?.totals.pagesDirtied]).toEqual(EXPECTED[file]);
  });
});
