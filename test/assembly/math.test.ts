import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exp, log } from "../../src/pages/math.js";
import { builds, loadBuild } from "../support/builds.js";

describe.each(builds)("%s build", (build) => {
  it("computes the reference's exp and log bit for bit", async () => {
    const core = (await loadBuild(build)).instance();
    fc.assert(
      fc.property(fc.double({ min: -800, max: 800 }), fc.double({ min: 2.3e-308, noNaN: true }), (x, positive) => {
        expect(core.exp(x)).toBe(exp(x));
        expect(core.log(positive)).toBe(log(positive));
      }),
      { seed: 20260802, numRuns: 2000 },
    );
    for (const x of [0, Infinity]) expect(core.log(x)).toBe(log(x));
  });
});
