import { describe, expect, it } from "vitest";
import { showBandwidth, showBytes, showBytesPerSecond, showCount, showSeconds } from "../../src/result/words.js";
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

describe("quantities in details", () => {
  it.each([
    [showBytes(0), "0 KiB"],
    [showBytes(0.04), "under 0.01 KiB"],
    [showBytes(10.24), "0.01 KiB"],
    [showBytes(4096), "4 KiB"],
    [showBytes(2 ** 20 + 12_345), "1.01 MiB"],
    [showBytes(5.5 * 2 ** 40), "5632 GiB"],
    [showSeconds(0), "0 ms"],
    [showSeconds(1.07e-8), "under 0.001 ms"],
    [showSeconds(1.0737e-5), "0.0107 ms"],
    [showSeconds(0.3), "300 ms"],
    [showSeconds(2.7349), "2.73 s"],
    [showBytesPerSecond(1), "under 0.01 KiB/s"],
    [showBytesPerSecond(1234.5), "1.21 KiB/s"],
    [showBytesPerSecond(2 ** 20), "1 MiB/s"],
    [showBandwidth(1), "under 0.01 kB/s"],
    [showBandwidth(1000), "1 kB/s"],
    [showBandwidth(125e6), "125 MB/s"],
    [showBandwidth(1.25e9), "1.25 GB/s"],
  ])("%s", (shown, words) => {
    expect(shown).toBe(words);
  });
});

describe("why the copy ended", () => {
  it("gives three digits of a fraction of a page", async () => {
    const once = { kind: "phases", repeat: false, phases: [{ duration: 1e-5, workload: [{ kind: "uniform", size: 4096, rate: 1 }] }] };
    const scenario = {
      vm: { memory: "4 KiB" },
      workload: [{ ...once, phases: [...once.phases, { duration: 1e-5, workload: [] }] }],
      link: { bandwidth: "32768000 bit/s", efficiency: 0.94 },
      engine: "xen-nsdi05",
      policy: "cloud-hypervisor",
      fidelity: "expected",
    };
    const { stop } = await migrate(scenarioWith(scenario));
    expect(stop.detail).toMatch(/^Under 0\.01 KiB left after 1 round take under 0\.001 ms at 3\.66 MiB\/s, within 300 ms\./);
  });

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
