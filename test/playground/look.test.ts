/** A moment of a migration, looked at anew: the batches around it, and parts of memory in finer cells. */
import { beforeAll, describe, expect, it } from "vitest";
import { framesOf } from "../../playground/frames.js";
import { batchesAround, detailOf, type Known } from "../../playground/look.js";
import type { Frame, Ground } from "../../playground/protocol.js";
import { countStates } from "../../playground/states.js";
import { createSimulation, type RunResult, simulate } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";

/** Larger than the map has cells of eight pages: 64 pages are a cell. */
const TEXT = `version: 1
vm: { memory: 4 GiB }
workload: [{ kind: uniform, size: 512 MiB, rate: 20 k/s }]
link: { bandwidth: 10 Gbit/s }
engine: xen-4.10
`;

describe("a migration looked at", () => {
  let known: Known;
  let ground: Ground;
  const frames: Frame[] = [];

  beforeAll(async () => {
    const scenario = parseScenario(TEXT);
    known = { scenario, run: (await simulate(scenario)).runs[0] as RunResult };
    for await (const made of framesOf(await createSimulation(scenario), known.run, 3)) {
      ground = made.ground ?? ground;
      frames.push(made.frame);
    }
  });

  const counted = (frame: Frame) => countStates(ground, frame, ground);

  it("has frames from the first batch to the end, at the starts of rounds too, in order", () => {
    const seconds = frames.map((frame) => frame.seconds);
    expect(seconds).toEqual([...seconds].sort((left, right) => left - right));
    for (const { startSeconds } of known.run.rounds.slice(1)) expect(seconds).toContain(startSeconds);
    const pages = 2 ** 20;
    expect(counted(frames[0] as Frame)).toMatchObject({ first: pages - 1024, again: 0, sent: 1024, resent: 0 });
    expect(counted(frames.at(-1) as Frame)).toMatchObject({ first: 0, again: 0, sent: pages, dirty: 0 });
    expect(frames.at(-1)?.seconds).toBe(known.run.totals.totalSeconds);
    // Pages of the second round were sent before, all of them; its first batch is not built at its very start.
    const second = frames.find((frame) => frame.seconds === known.run.rounds[1]?.startSeconds) as Frame;
    expect(counted(second).again).toBe(known.run.rounds[1]?.pagesToSend);
    const third = frames.find((frame) => frame.seconds === known.run.rounds[2]?.startSeconds) as Frame;
    expect(counted(third).again + counted(third).resent).toBeGreaterThanOrEqual(counted(second).again);
  });

  it("has the batches around a moment, 1,024 pages apart", async () => {
    const moment = 1.5;
    const batches = await batchesAround(known, moment, 1.4);
    expect(batches).toHaveLength(16);
    expect(batches.filter(({ seconds }) => seconds < moment)).toHaveLength(8);
    const left = batches.map((frame) => counted(frame).first);
    expect(left.slice(1).map((count, index) => (left[index] as number) - count)).toEqual(Array(15).fill(1024));
    // Beginning further back than it was told, where there is no batch since.
    expect((await batchesAround(known, moment, moment)).map(({ seconds }) => seconds)).toEqual(batches.map(({ seconds }) => seconds));
  });

  it("has a part of memory in cells of eight pages, with the counts of the whole", async () => {
    const { startSeconds } = known.run.rounds[1] as { startSeconds: number };
    const moment = startSeconds + 0.05;
    const range = { firstPage: 64_000, pages: 6400 };
    const detail = await detailOf(known, moment, range);
    expect(detail?.ground).toMatchObject({ firstPage: 64_000, pages: 6400, pagesPerCell: 8 });
    const simulation = await createSimulation(known.scenario);
    simulation.advance(moment);
    const whole = simulation.pages(16_384);
    const sum = (counts: ArrayLike<number> = []) =>
      Array.from(counts)
        .slice(1000, 1100)
        .reduce((total, count) => total + count, 0);
    const { again, sent } = countStates(detail?.ground as Ground, detail?.frame as Frame, range);
    expect(ground.pagesPerCell).toBe(64);
    expect([again, sent]).toEqual([sum(whole?.toSendAgain), sum(whole?.sent)]);
    expect(await detailOf(known, known.run.totals.totalSeconds, range)).toBeUndefined();
  });
});
