import { describe, expect, it } from "vitest";
import { createPolicy, POLICY_PRESETS, type PolicyParameters, type RoundStatistics, type StopPolicy } from "../../../src/index.js";

const GIB = 2 ** 30;
type Named<Name> = Extract<PolicyParameters, { readonly name: Name }>;
const defaultsOf = <Name extends PolicyParameters["name"]>(wanted: Name) =>
  POLICY_PRESETS.find(({ name }) => name === wanted)?.parameters as Named<Name>;

/** Statistics of a guest of 16 GiB that never converges, as written here by hand. */
const at = (elapsedSeconds: number, fields: Partial<RoundStatistics> = {}): RoundStatistics => ({
  iteration: 9,
  totalPagesSent: 0,
  allocatedPages: (16 * GIB) / 4096,
  linkBytesPerSecond: 1e8,
  pageBytes: 4096,
  elapsedSeconds,
  remainingBytes: 5e8,
  downtimeLimitSeconds: 0.3,
  ...fields,
});

/** The decision at a second and the limit that is set with it. */
const answer = (policy: StopPolicy, statistics: RoundStatistics) => {
  const given = policy(statistics);
  return typeof given === "string" ? [given] : [given.decision, ...(given.settings ? [given.settings.downtimeLimitSeconds] : [])];
};

describe("deadlines, one step before and at them", () => {
  // 16 GiB are 18 GB, rounded up: 2700 s, and whole seconds are compared.
  it.each([
    ["kubevirt", 2700.999, ["continue"]],
    ["kubevirt", 2701, ["abort"]],
    ["nova", 12_800, ["continue", 0.5]],
    ["nova", 12_800.001, ["abort"]],
  ] as const)("time to complete: %s at %d s: %j", (name, seconds, decided) => {
    expect(answer(createPolicy(name), at(seconds))).toEqual(decided);
  });

  it.each([
    [150.999, ["continue"]],
    [151, ["abort"]],
  ])("KubeVirt's time without progress: %d s after it: %j", (seconds, decided) => {
    const policy = createPolicy("kubevirt");
    expect(answer(policy, at(10))).toEqual(["continue"]);
    expect(answer(policy, at(10 + seconds))).toEqual(decided);
  });

  it("progress is fewer bytes left than at the poll before, not as many", () => {
    for (const [left, decided] of [
      [5e8 - 1, ["continue"]],
      [5e8, ["abort"]],
    ] as const) {
      const policy = createPolicy("kubevirt");
      for (const seconds of [10, 100]) answer(policy, at(seconds));
      expect(answer(policy, at(161, { remainingBytes: left }))).toEqual(decided);
    }
  });

  it.each([
    [2700.999, ["continue"]],
    [2701, ["continue", 2000]],
  ])("KubeVirt's limit for a guest with VFIO devices: at %d s: %j", (seconds, decided) => {
    const policy = createPolicy({ ...defaultsOf("kubevirt"), vfio: true, allowWorkloadDisruption: true, progressTimeoutSeconds: 0 });
    expect(answer(policy, at(seconds))).toEqual(decided);
  });

  it("KubeVirt's end for such a guest: after twice the time", () => {
    const policy = createPolicy({ ...defaultsOf("kubevirt"), vfio: true, allowWorkloadDisruption: true, progressTimeoutSeconds: 0 });
    expect([2701, 5400.999, 5401.5].map((seconds) => answer(policy, at(seconds))[0])).toEqual(["continue", "continue", "abort"]);
  });

  it("VEP 291: a step of 107 ms ten seconds after the last, from QEMU's third iteration on", () => {
    const limits = (seconds: number, iteration: number) => {
      const policy = createPolicy("kubevirt-vep291");
      return [answer(policy, at(0.1)), answer(policy, at(seconds, { iteration }))];
    };
    expect(limits(10.0999, 2)).toEqual([["continue", 0.15], ["continue"]]);
    expect(limits(10.1, 2)).toEqual([
      ["continue", 0.15],
      ["continue", 0.257],
    ]);
    expect(limits(10.1, 1)).toEqual([["continue", 0.15], ["continue"]]);
  });

  it("Nova: the second limit once more than 1200 s have passed, 75 s for each of 16 GiB", () => {
    expect(answer(createPolicy("nova"), at(1200))).toEqual(["continue", 0.05]);
    expect(answer(createPolicy("nova"), at(1200.001))).toEqual(["continue", 0.095]);
  });

  it("polls: nothing is decided between them", () => {
    const [kubevirt, nova] = [createPolicy("kubevirt"), createPolicy("nova")];
    expect(answer(kubevirt, at(2700.7))).toEqual(["continue"]);
    expect([2701.099, 2701.1].map((seconds) => answer(kubevirt, at(seconds)))).toEqual([["continue"], ["abort"]]);
    expect(answer(nova, at(12_799.9))).toEqual(["continue", 0.5]);
    expect([12_800.399, 12_800.4].map((seconds) => answer(nova, at(seconds)))).toEqual([["continue"], ["abort"]]);
  });
});
