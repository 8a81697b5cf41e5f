import { expect, it } from "vitest";
import { type EndFiles, type PointSource, writeWhile } from "../../src/cli/actions/study-end.js";
import type { PointRows } from "../../src/study.js";

const never = new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Points 0, 1, … as far as `finished` allows, and what was added of them. */
function bench(add: (point: number) => void = () => {}) {
  const added: number[] = [];
  const state = { finished: 0, next: 0 };
  const source: PointSource = {
    nextPoint: () => (state.next < state.finished ? { point: state.next++, rows: [] } : undefined),
    breathe: turn,
  };
  const end = {
    add({ point }: PointRows) {
      add(point);
      added.push(point);
    },
  } as unknown as EndFiles;
  return { added, state, source, end };
}

it("writes points while others are computed, and the rest before it ends", async () => {
  const { added, state, source, end } = bench();
  await writeWhile(source, end, never, async (onRow) => {
    state.finished = 2;
    onRow();
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(added).toEqual([0, 1]);
    state.finished = 4;
  });
  expect(added).toEqual([0, 1, 2, 3]);
});

it("a file that cannot be written ends the runs, with its error", async () => {
  const { state, source, end } = bench((point) => {
    if (point === 1) throw new Error("ENOSPC: no space left on device");
  });
  let isStopped = false;
  const computed = writeWhile(source, end, never, async (onRow, signal) => {
    state.finished = 3;
    onRow();
    while (!signal.aborted) await turn();
    isStopped = true;
  });
  await expect(computed).rejects.toThrow("no space left");
  expect(isStopped).toBe(true);
});

it("the error of a run is told, and no further point is waited for", async () => {
  const { source, end } = bench();
  const computed = writeWhile(source, end, never, async () => {
    throw new Error("no such page");
  });
  await expect(computed).rejects.toThrow("no such page");
});

it("an interrupted study writes no more points", async () => {
  const { added, state, source, end } = bench();
  const controller = new AbortController();
  await writeWhile(source, end, controller.signal, async (onRow) => {
    controller.abort();
    state.finished = 3;
    onRow();
    await turn();
  });
  expect(added.length).toBeLessThanOrEqual(1);
});
