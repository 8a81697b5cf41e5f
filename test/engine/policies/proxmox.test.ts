import { describe, expect, it } from "vitest";
import { createPolicy, type EngineSettings, PolicyError, type RoundStatistics, type StopPolicy } from "../../../src/index.js";

const MIB = 2 ** 20;

/** What one poll sees. Without `transferred` a MiB more than the poll before. */
interface Seen {
  readonly seconds: number;
  readonly remaining: number;
  readonly transferred?: number;
}

/** The limits set, each with the second of the poll; the policy starts from `limitSeconds`. */
function limitsSet(policy: StopPolicy, polls: readonly Seen[], limitSeconds = 0.1): [seconds: number, limitSeconds: number][] {
  const told: [number, number][] = [];
  let settings: EngineSettings = { downtimeLimitSeconds: limitSeconds };
  for (const [index, { seconds, remaining, transferred = (index + 1) * MIB }] of polls.entries()) {
    const answer = policy(statistics(seconds, remaining, transferred, settings.downtimeLimitSeconds ?? 0));
    if (typeof answer === "string") {
      expect(answer).toBe("continue");
      continue;
    }
    expect(answer.decision).toBe("continue");
    settings = { ...settings, ...answer.settings };
    told.push([seconds, settings.downtimeLimitSeconds ?? 0]);
  }
  return told;
}

const statistics = (elapsedSeconds: number, remainingBytes: number, transferredBytes: number, downtimeLimitSeconds: number) =>
  ({
    iteration: 1,
    totalPagesSent: 0,
    allocatedPages: 1000,
    linkBytesPerSecond: 1e9,
    pageBytes: 4096,
    elapsedSeconds,
    remainingBytes,
    transferredBytes,
    downtimeLimitSeconds,
  }) satisfies RoundStatistics;

/** Polls a second apart, at which the bytes left are those given. */
const everySecond = (...remaining: readonly number[]): Seen[] =>
  remaining.map((bytes, index) => ({ seconds: index + 1, remaining: bytes * 1000 * MIB }));

describe("Proxmox VE's downtime limit", () => {
  it("is doubled at the sixth poll at which more is left than at the one before, not at the fifth", () => {
    const fiveRises = everySecond(1, 2, 3, 4, 5, 6);
    expect(limitsSet(createPolicy("proxmox"), fiveRises)).toEqual([]);
    expect(limitsSet(createPolicy("proxmox"), everySecond(1, 2, 3, 4, 5, 6, 7))).toEqual([[7, 0.2]]);
  });

  it("counts rises that do not follow each other, and as many or fewer bytes as none", () => {
    expect(limitsSet(createPolicy("proxmox"), everySecond(5, 6, 5, 6, 5, 6, 6, 6, 5, 6, 5, 6, 5))).toEqual([]);
    expect(limitsSet(createPolicy("proxmox"), everySecond(5, 6, 5, 6, 5, 6, 6, 6, 5, 6, 5, 6, 5, 6))).toEqual([[14, 0.2]]);
  });

  it("starts to count anew after each doubling, without an upper bound but QEMU's 2000 s", () => {
    const rises = everySecond(...Array.from({ length: 121 }, (_, index) => index + 1));
    const doubled = Array.from({ length: 14 }, (_, index) => [7 + 6 * index, 0.1 * 2 ** (index + 1)]);
    expect(limitsSet(createPolicy("proxmox"), rises)).toEqual(doubled);
    expect(doubled.at(-1)?.[1]).toBeCloseTo(1638.4, 9);
  });

  it("counts polls at which nothing is left", () => {
    expect(limitsSet(createPolicy("proxmox"), everySecond(1, 0, 0, 0, 0, 0))).toEqual([]);
    const seen = everySecond(1, 0, 0, 0, 0, 0).map((poll, index) => (index === 0 ? poll : { ...poll, seconds: 2 + index }));
    expect(limitsSet(createPolicy("proxmox"), [...seen, { seconds: 20, remaining: 0 }])).toEqual([[20, 0.2]]);
  });

  it("doubles the limit that the engine was set to", () => {
    expect(limitsSet(createPolicy("proxmox"), everySecond(1, 2, 3, 4, 5, 6, 7), 0.05)).toEqual([[7, 0.1]]);
  });
});

describe("Proxmox VE's polls", () => {
  it("come every second: what happens between them is not seen", () => {
    const between = everySecond(1, 2, 3, 4, 5, 6, 7).map((poll) => ({ ...poll, seconds: poll.seconds * 0.5 }));
    expect(limitsSet(createPolicy("proxmox"), between)).toEqual([]);
    const late = everySecond(1, 2, 3, 4, 5, 6, 7).map((poll) => ({ ...poll, seconds: poll.seconds - 1e-7 }));
    expect(limitsSet(createPolicy("proxmox"), late)).toHaveLength(1);
  });

  it("come every 100 ms, for good, once less is left than was sent per poll on average", () => {
    // 100 MiB at the first poll; at the second the mean is 100 MiB / 2.
    const start = (left: number): Seen[] => [
      { seconds: 1, remaining: 900 * MIB, transferred: 100 * MIB },
      { seconds: 2, remaining: left * MIB, transferred: 200 * MIB },
    ];
    const rises = (from: number): Seen[] =>
      [0, 1, 2, 3, 4, 5].map((index) => ({ seconds: 2.1 + index / 10, remaining: (1000 + index) * MIB, transferred: from + index * MIB }));
    expect(limitsSet(createPolicy("proxmox"), [...start(50), ...rises(300 * MIB)])).toEqual([]);
    expect(limitsSet(createPolicy("proxmox"), [...start(49.999), ...rises(300 * MIB)])).toEqual([[2.6, 0.2]]);
  });

  it("see nothing while no byte has been sent since the last one", () => {
    const stuck = everySecond(1, 2, 3, 4, 5, 6, 7, 8).map((poll) => ({ ...poll, transferred: MIB }));
    expect(limitsSet(createPolicy("proxmox"), stuck)).toEqual([]);
  });

  it("need an engine of QEMU", () => {
    const { transferredBytes: _, ...others } = statistics(1, 1, 1, 0.1);
    expect(() => createPolicy("proxmox")(others)).toThrow(PolicyError);
    expect(() => createPolicy("proxmox")(others)).toThrow(
      "stop policy proxmox: it needs an engine of QEMU: this one does not report transferredBytes",
    );
  });
});
