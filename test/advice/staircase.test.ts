/** The staircase of an estimate: it asks for few cells, and every cell that it leaves out is one in which the guest does not move. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findStaircase, type GridCell, isMonotone } from "../../src/advice/staircase.js";
import { estimate } from "../../src/advice.js";
import { parseScenario } from "../../src/index.js";
import { simulate } from "../../src/simulation/simulate.js";

describe("findStaircase", () => {
  it("finds every cell that moves, with at most two questions per row and one per column", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, fc.integer({ min: 0, max: 2200 }), async (speeds, patience, level) => {
        const moves = ({ bandwidth, limit }: GridCell): boolean => (speeds[bandwidth] as number) + (patience[limit] as number) > level;
        const asked: GridCell[] = [];
        const { blocks, implied } = await findStaircase(speeds, patience, async (cell) => {
          asked.push(cell);
          return moves(cell);
        });
        expect(asked.length).toBeLessThanOrEqual(2 * speeds.length + patience.length);
        const cells = blocks.flatMap(({ bandwidths, limits }) =>
          bandwidths.flatMap((bandwidth) => limits.map((limit) => ({ bandwidth, limit }))),
        );
        expect(cells.length + implied.length).toBe(speeds.length * patience.length);
        expect(cells.filter((cell) => !moves(cell))).toEqual([]);
        for (const { by, ...cell } of implied) {
          expect(moves(cell) || moves(by)).toBe(false);
          expect(speeds[by.bandwidth]).toBeGreaterThanOrEqual(speeds[cell.bandwidth] as number);
          expect(patience[by.limit]).toBeGreaterThanOrEqual(patience[cell.limit] as number);
        }
      }),
      { seed: 14, numRuns: 200 },
    );
  });
});

/** Guests near the edge: what they write is about what the middle link carries. */
const GUEST = fc.record({
  memoryMiB: fc.integer({ min: 32, max: 128 }),
  hotMiB: fc.integer({ min: 1, max: 30 }),
  hotRatio: fc.double({ min: 0.3, max: 2.5, noNaN: true }),
  kind: fc.constantFrom("uniform", "sweep"),
  zero: fc.constantFrom(0, 0.5),
  engine: fc.constantFrom(
    "qemu-2.5",
    "qemu-5.2",
    "qemu-8.2",
    "qemu-10.2",
    "cloud-hypervisor-52",
    { preset: "qemu-10.2", maxBandwidth: 0 },
    { preset: "qemu-10.2", maxBandwidth: 0, multifd: { channels: 2 } },
    { preset: "qemu-10.2", autoConverge: true },
    "xen-4.10",
  ),
});

describe("estimate", () => {
  const count = Number(process.env.STUDY_ESTIMATES ?? 12);

  it(`has in every cell what run has, simulated or implied (${count} guests; STUDY_ESTIMATES=N for more)`, async () => {
    let implied = 0;
    await fc.assert(
      fc.asyncProperty(GUEST, async ({ memoryMiB, hotMiB, hotRatio, kind, zero, engine }) => {
        const scenario = {
          version: 1,
          vm: { memory: `${memoryMiB} MiB`, content: { zero } },
          workload: [{ kind, size: `${hotMiB} MiB`, rate: Math.round((hotRatio * 0.2e9) / 8 / 4096) }],
          link: { bandwidth: "200 Mbit/s" },
          engine,
          timeout: "40 s",
          fidelity: "expected",
        };
        const found = await estimate(scenario, {
          bandwidths: ["100 Mbit/s", "400 Mbit/s", "150 Mbit/s", "200 Mbit/s", "250 Mbit/s"],
          ...(engine === "xen-4.10" ? {} : { downtimeLimits: ["300 ms", "5 ms", "50 ms", "1500 ms"] }),
        });
        const isPlain = isMonotone(parseScenario(scenario));
        const preset = typeof engine === "string" ? { preset: engine } : engine;
        for (const cell of found.cells) {
          const limit =
            found.limitField === undefined ? {} : { [found.limitField.split(".")[1] as string]: found.limits[cell.limit]?.label };
          const set = { ...scenario, link: { bandwidth: found.bandwidths[cell.bandwidth]?.label }, engine: { ...preset, ...limit } };
          const { totals, stop } = (await simulate(set as never)).runs[0] as Awaited<ReturnType<typeof simulate>>["runs"][number];
          expect([cell.stop, cell.converged]).toEqual([stop.kind, stop.converged]);
          if (cell.moved) expect([cell.totalSeconds, cell.downtimeSeconds]).toEqual([totals.totalSeconds, totals.downtimeSeconds]);
          else expect(stop.kind).toBe("timeout");
          if (cell.impliedBy === undefined) continue;
          expect(isPlain).toBe(true);
          implied++;
        }
      }),
      { seed: 14, numRuns: count },
    );
    expect(implied).toBeGreaterThan(count);
  });
});
