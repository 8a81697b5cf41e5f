import { describe, expect, it } from "vitest";
import { postCopy, postCopyEngine } from "../../support/post-copy.js";

describe("post-copy", () => {
  it("is a pure sweep for a guest that does nothing", () => {
    const { totals, phases, rounds, postCopy: report } = postCopy();
    expect(phases.postCopySeconds).toBeCloseTo(1.024, 9);
    expect(totals).toMatchObject({ pagesSent: 1024, pagesResent: 0, wireBytes: 4194304, downtimeSeconds: 0, postcopyFaults: 0 });
    expect(rounds).toHaveLength(1);
    expect(report).toEqual({ faults: 0, pagesByFault: 0, pagesBySweep: 1024, stallSeconds: 0, histogram: [] });
  });

  it("x", () => {
    const engine = postCopyEngine({ queuedBytes: 40960, faultSeconds: 0.001 });
    const r = postCopy(
      { workload: [{ kind: "uniform", size: "4 MiB", rate: "1 k/s" }], link: { bandwidth: 4096 * 8000, efficiency: 1, latency: "1 ms" } },
      { engine },
    );
    console.log(JSON.stringify(r, null, 1));
  });
});
