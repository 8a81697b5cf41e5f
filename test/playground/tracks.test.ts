/** What is drawn under a map against time, and what it says of a moment. */
import { describe, expect, it } from "vitest";
import type { ShownResult } from "../../playground/protocol.js";
import { shown } from "../../playground/shown.js";
import { scalesOf } from "../../playground/track-view.js";
import { roundAt, tracksOf } from "../../playground/tracks.js";
import { simulate } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";

const TEXT = `version: 1
vm: { memory: 64 MiB }
workload: [{ kind: uniform, size: 16 MiB, rate: 5 k/s }]
link: { bandwidth: 1 Gbit/s }
engine: xen-4.10
peers: [{ name: peer, place: source, flows: [{ message: 4 KiB, send: 5 MB/s }] }]
`;

describe("the tracks of a result", () => {
  const result = async (): Promise<ShownResult> => shown("", await simulate(parseScenario(TEXT)));

  it("say of each moment what the rounds say", async () => {
    const of = await result();
    const [rounds, remaining, rates, guest] = tracksOf(of);
    const [first, second] = of.rounds;
    if (first === undefined || second === undefined) throw new Error("too few rounds");
    const [start, middle] = [first.startSeconds, first.startSeconds + first.durationSeconds / 2];
    expect(rounds?.read(middle)).toBe(`round 1: ${first.pagesSent.toLocaleString("en-US")}`);
    expect(remaining?.read(start)).toBe("64 MiB");
    expect(remaining?.read(middle)).toBe("32 MiB");
    expect(rounds?.read(second.startSeconds)).toMatch(/^round 2: /);
    expect(rounds?.read(of.endSeconds)).toMatch(/, guest paused$/);
    expect(rates?.read(middle)).toMatch(/^1\d\d MB\/s; [\d.]+ MB\/s$/);
    expect(guest?.read(middle)).toMatch(/^100 %; [45](?:\.\d+)? MB\/s$/);
    expect(guest?.read(of.endSeconds - of.downtimeSeconds / 4)).toMatch(/^0 %/);
  });

  it("have the rounds in order, and scales that hold all of them", async () => {
    const of = await result();
    const [rounds, , rates] = tracksOf(of);
    expect(rounds?.bars?.map(({ value }) => value)).toEqual(of.rounds.map(({ pagesSent }) => pagesSent));
    expect(scalesOf(rounds as NonNullable<typeof rounds>)).toEqual([Math.max(...of.rounds.map(({ pagesSent }) => pagesSent))]);
    // Both rates have one scale.
    const [wire, dirty] = scalesOf(rates as NonNullable<typeof rates>);
    expect(wire).toBe(dirty);
    expect([0, of.rounds[1]?.startSeconds ?? 0, 99].map((seconds) => roundAt(of.rounds, seconds))).toEqual([1, 2, of.rounds.length]);
  });
});
