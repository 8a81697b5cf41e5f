import { describe, expect, it } from "vitest";
import type { AttributedFigure, ComparedRun, Figures, PairedDifference, Verdict } from "../../src/analysis/comparison.js";
import { type PairSide, whyOf } from "../../src/analysis/why.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import type { Scenario } from "../../src/scenario/scenario.js";

const entry = (mean: number, verdict: Verdict = mean < 0 ? "lower" : "higher"): PairedDifference => ({
  mean,
  min: mean,
  median: mean,
  max: mean,
  verdict,
});
const NONE = entry(0, "equal in every run");
const effects = (speed: PairedDifference): Record<string, AttributedFigure> => ({
  totalSeconds: { difference: entry(-1), pages: entry(-1), speed, interaction: NONE },
});
const changes = (downtime: PairedDifference): Figures<PairedDifference> => ({ totals: { downtimeSeconds: downtime }, phases: {} });

const OPEN = { message: "4 KiB", send: "20 MB/s" } as const;
const RULED: ComparedRun["ruledBy"] = [{ kind: "link", detail: "The link." }];

function side(channel: Scenario["channel"], pagesDirtied: number | undefined, changed: readonly object[] = [], ruledBy = RULED) {
  const peers = changed.length > 0 ? (changed as Scenario["peers"]) : [{ name: "db", place: "source", flows: [OPEN] }];
  const scenario = parseScenario({ version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" }, peers, channel } as Scenario);
  const means: Figures<number> = {
    totals: { rounds: 6 },
    phases: {},
    channel: { ...(pagesDirtied === undefined ? {} : { pagesDirtied }) },
  };
  return { name: String(scenario.channel?.kind), scenario, means, runs: [{ ruledBy }] } satisfies PairSide;
}

describe("why two channels differ", () => {
  it("bounds what pages can change: live rounds x (W - W') / pages of memory", () => {
    const [bound] = whyOf(side("netfront", 4105), side("xenvmc", 1310), effects(NONE), changes(NONE));
    expect(bound).toBe(
      "Pages: xenvmc can save some 1.07 % of memory: 5 live rounds x (821 - 262) pages that the channel dirties in a round, of 262,144.",
    );
    expect(whyOf(side("netfront", 1310), side("xenvmc", 1320), effects(NONE), changes(NONE))[0]).toMatch(
      /xenvmc can cost some 0\.004 % .*\(262 - 264\)/,
    );
    expect(whyOf(side("netfront", undefined), side("xenvmc", undefined), effects(entry(1)), changes(NONE))).toEqual([]);
  });

  it("says that speed has no effect on flows at a fixed rate, and Dom0's part in it", () => {
    const pair = [side("netfront", undefined), side("xenvmc", undefined)] as const;
    expect(whyOf(...pair, effects(NONE), changes(NONE))).toEqual([
      "Speed: no effect. Flows at a fixed rate move the same bytes however fast each message is, and Dom0's processors were never the limit.",
    ]);
    const limited = side("netfront", undefined, [], [{ kind: "dom0", detail: "Dom0." }]);
    expect(whyOf(limited, pair[1], effects(NONE), changes(NONE))[0]).not.toContain("never the limit");
    expect(whyOf(...pair, effects(entry(-1)), changes(NONE))).toEqual([]);
  });

  it("claims no cause for volumes and loops", () => {
    const volume = [{ name: "db", place: "source", flows: [{ message: "4 KiB", mode: "volume", send: "1 GB" }] }];
    const [sentence] = whyOf(side("netfront", undefined, volume), side("xenvmc", undefined, volume), effects(NONE), changes(NONE));
    expect(sentence).toBe("Speed: the faster exchange alone changes the total time by nothing that can be shown.");
  });

  it("explains a longer pause by the rings that the guest owns, and nothing else", () => {
    const downtime = (channel: Scenario["channel"], peers: object[] = [], change = entry(0.005)) =>
      whyOf(side("netfront", undefined), side(channel, undefined, peers), effects(entry(-1)), changes(change));
    expect(downtime("xenvmc")).toEqual(["Downtime: the tear-down of xenvmc marks 258 ring pages dirty, which are sent in the pause."]);
    expect(downtime({ kind: "xenvmc", xenvmc: { ringPages: 16 } })[0]).toContain("marks 34 ring pages");
    expect(downtime("xenvmc", [], entry(-0.005))).toEqual([]);
    expect(downtime("xenvmc", [{ name: "db", place: "source", domid: "lower", flows: [OPEN] }])).toEqual([]);
    expect(downtime({ kind: "xenvmc-modified", rehome: true })).toEqual([]);
    expect(downtime("netfront")).toEqual([]);
    const two = ["db", "cache"].map((name) => ({ name, place: "source", flows: [OPEN] }));
    expect(downtime("xenvmc", two)[0]).toContain("marks 516 ring pages");
  });
});
