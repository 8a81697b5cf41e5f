import { describe, expect, it } from "vitest";
import { showCount } from "../../src/result/words.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

describe("showCount", () => {
  it.each([
    [0, "0 pages"],
    [1, "1 page"],
    [1.0000001, "1 page"],
    [2, "2 pages"],
    [0.8009856813156224, "0.801 pages"],
    [0.0000978, "0 pages"],
    [46.49856612978664, "46.5 pages"],
    [123_456, "123456 pages"],
  ])("%d as %s", (count, words) => {
    expect(showCount(count, "page")).toBe(words);
  });
});

describe("why the copy ended", () => {
  it.each(["xen-3.3", "xen-4.10"])("counts one page or round as one: %s", async (engine) => {
    const workload = [{ kind: "burst", size: "4 KiB", period: "1 ms" }];
    const { stop } = await migrate(scenarioWith({ vm: { memory: "1 MiB" }, workload, engine }));
    expect(stop.detail).toMatch(/\b1 (dirty )?page\b/);
    expect(stop.detail).not.toMatch(/\b1 (dirty )?(pages|rounds)\b/);
  });

  it("rounds expected counts", async () => {
    const workload = [{ kind: "uniform", size: "1 MiB", rate: "20 k/s" }];
    const { stop } = await migrate(scenarioWith({ vm: { memory: "4 MiB" }, workload, fidelity: "expected" }));
    expect(stop.detail).toMatch(/^\d\d\.\d pages were dirty after \d rounds/);
  });
});

describe("the limit of rounds", () => {
  it.each(["xen-3.3", "xen-4.10"])(
    "says nothing of pages that nobody has counted, as of a guest that writes no more: %s",
    async (preset) => {
      const once = {
        kind: "phases",
        phases: [{ duration: "100 ms", workload: [{ kind: "uniform", size: "32 MiB", rate: "1 M/s" }] }, { workload: [] }],
      };
      const workload = [{ ...once, repeat: false }];
      const { stop, rounds } = await migrate(scenarioWith({ workload, engine: { preset, maxIterations: 1 } }));
      expect(stop.kind).toBe("max-iterations");
      expect(rounds.at(-1)).toMatchObject({ live: false });
      expect(stop.detail).toBe("1 live round was made, the most allowed.");
    },
  );
});
