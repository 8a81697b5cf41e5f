/** Whole migrations with random traffic: no byte is lost, and nothing depends on the steps or on the core. */
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createSimulation, type ResolvedScenario, type RunResult } from "../../src/index.js";
import type { TiedClock } from "../../src/pages/tied-clock.js";
import { migrate, scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const rate = fc.constantFrom(0, 1e5, 5e6, 47e6, 3e8);
const reader = fc.constantFrom({}, {}, { reader: 0 }, { reader: 2e5 }, { reader: 2e7 });
const message = fc.constantFrom(1, 64, 1448, 4096, 65_536, 600_000);
/** 4 MiB of unread one-byte messages take 256 MiB of buffers: more than these guests have. */
const SMALLEST_STAGED = 64;
const flow = fc
  .tuple(
    message,
    reader,
    fc.constantFrom(1, 0.667, 3),
    fc.oneof(
      fc.record({ mode: fc.constant("open"), send: rate, receive: rate }),
      fc.record({ mode: fc.constant("volume"), send: fc.integer({ min: 0, max: 2e7 }), receive: fc.integer({ min: 0, max: 2e7 }) }),
      fc.record({ mode: fc.constant("closed"), outstanding: fc.integer({ min: 1, max: 64 }), think: fc.constantFrom(0, 1e-4) }),
    ),
  )
  .filter(([, , , rest]) => !("send" in rest) || rest.send + rest.receive > 0)
  .map(([bytes, speed, weight, rest]) => ({ message: bytes, ...(bytes >= SMALLEST_STAGED ? speed : {}), weight, ...rest }));
const peers = fc.array(
  fc.record({
    place: fc.constantFrom("source", "destination", "elsewhere"),
    domid: fc.constantFrom("lower", "higher"),
    flows: fc.array(flow, { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 2 },
);
type Peers = typeof peers extends fc.Arbitrary<infer List> ? List : never;

/** A source that writes for the traffic with the first peer, or as long as it has work. */
function tiedTo([first]: Peers, cause: object): object[] {
  const flows = first?.flows ?? [];
  if (flows.length === 0 || Object.keys(cause).length === 0) return [];
  if ("rate" in cause && flows.some(({ mode }) => mode !== "volume")) return [];
  return [{ kind: "uniform", size: "3 MiB", while: "peer 0", ...cause }];
}

const scenarios = fc
  .record({
    peers,
    kind: fc.oneof(
      fc.constantFrom({ kind: "netfront" }, { kind: "xenvmc" }, { kind: "xenvmc-modified" }),
      fc.record({ kind: fc.constant("xenvmc-modified"), modified: fc.record({ holdBack: fc.boolean(), ringsInDom0: fc.boolean() }) }),
    ),
    guest: fc.constantFrom("linux-6.1", "linux-2.6"),
    engine: fc.constantFrom("xen-4.10", "xen-3.0"),
    suspend: fc.constantFrom(0, 0.014, 0.1),
    resume: fc.constantFrom(0, 0.058),
    dom0Cpus: fc.constantFrom(1, 8),
    workload: fc.constantFrom([], [{ kind: "uniform", size: "2 MiB", rate: "20 k/s" }]),
    cause: fc.constantFrom({}, { perByte: 0.3 }, { perMessage: 0.5 }, { rate: "20 k/s" }),
    writeFault: fc.constantFrom(0, 5e-6),
    seed: fc.nat(99),
  })
  .map(({ peers: list, kind, guest, engine, suspend, resume, dom0Cpus, workload, cause, writeFault, seed }) =>
    scenarioWith({
      vm: { memory: "48 MiB" },
      workload: [...workload, ...tiedTo(list, cause)],
      engine,
      host: { suspend, resume, suspendDirtyPages: 50, dom0Cpus, writeFault },
      peers: list.map((peer, index) => ({ name: `peer ${index}`, ...peer })),
      channel: { ...kind, guest },
      seed,
    }),
  );

async function inSteps(scenario: ResolvedScenario, steps: readonly number[]): Promise<RunResult> {
  const simulation = await createSimulation(scenario, { pages: "reference" });
  for (let index = 0; !simulation.finished; index++) simulation.advance(simulation.nowSeconds + (steps[index % steps.length] as number));
  return simulation.runResult();
}

describe("a migration with traffic", () => {
  it("loses no byte: at any time the offered bytes are delivered or in flight", () => {
    fc.assert(
      fc.property(
        scenarios,
        fc.array(fc.double({ min: 1e-3, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (scenario, steps) => {
          const { migration, traffic } = openMigration(scenario);
          let delivered = 0;
          const check = (): void => {
            const { offeredBytes, deliveredBytes, inFlightBytes } = traffic.books;
            expect(Math.abs(offeredBytes - deliveredBytes - inFlightBytes)).toBeLessThanOrEqual(1 + 1e-9 * offeredBytes);
            expect(deliveredBytes).toBeGreaterThanOrEqual(delivered);
            delivered = deliveredBytes;
          };
          for (let index = 0; !migration.finished && index < 400; index++) {
            migration.advance(migration.nowSeconds + (steps[index % steps.length] as number));
            check();
          }
          migration.advance(Infinity);
          check();
          const { channel, totals } = migration.result();
          expect(channel?.bytesMoved).toBe(delivered);
          expect(channel?.throughputBytesPerSecond).toBeCloseTo(delivered / totals.totalSeconds, 6);
          check();
          expect(migration.result().channel).toEqual(channel);
        },
      ),
      { seed: 20261122, numRuns: 60 },
    );
  });

  it("writes for each byte that is delivered while the guest runs, and for no other", () => {
    /** Steps of this length may hold several changes of a flow: the clock is right again after the next step. */
    const shortestSeconds = 1.01e-6;
    let wholeSteps = 0;
    fc.assert(
      fc.property(
        scenarios.filter(({ peers: { length }, workload }) => length === 1 && workload.some((source) => "bytesWrittenPerByte" in source)),
        (scenario) => {
          const { migration, traffic, tiedClocks } = openMigration(scenario);
          const clock = tiedClocks[0] as TiedClock;
          const carry = clock.carry.bind(clock);
          let [now, since, planned] = [0, 0, 0];
          const noteTime = (seconds: number): void => {
            now = seconds;
          };
          const [advance, requestSuspend] = [traffic.advance.bind(traffic), traffic.requestSuspend.bind(traffic)];
          vi.spyOn(traffic, "advance").mockImplementation((seconds, guestSeconds) => {
            noteTime(seconds);
            advance(seconds, guestSeconds);
          });
          vi.spyOn(traffic, "requestSuspend").mockImplementation((seconds, guestSeconds) => {
            noteTime(seconds);
            requestSuspend(seconds, guestSeconds);
          });
          vi.spyOn(clock, "carry").mockImplementation((guestSeconds, perSecond) => {
            const { deliveredBytes } = traffic.books;
            const isWhole = now >= planned && planned - since > shortestSeconds;
            if (isWhole) {
              wholeSteps++;
              expect(Math.abs(clock.activeSeconds(guestSeconds) - deliveredBytes)).toBeLessThanOrEqual(1 + 1e-9 * deliveredBytes);
            }
            carry(guestSeconds, perSecond);
            [since, planned] = [now, traffic.nextChangeSeconds];
          });
          migration.advance(Infinity);
        },
      ),
      { seed: 77, numRuns: 150 },
    );
    expect(wholeSteps).toBeGreaterThan(200);
  });

  it("gives the same bytes whatever the steps, and the same pages from the core", async () => {
    const step = fc.double({ min: 1e-4, max: 0.3, noNaN: true });
    await fc.assert(
      fc.asyncProperty(scenarios, fc.array(step, { minLength: 1, maxLength: 5 }), async (scenario, steps) => {
        const whole = await migrate(scenario);
        expect(JSON.stringify(await migrate(scenario, { pages: "core" }))).toBe(JSON.stringify(whole));
        expect(JSON.stringify(await inSteps(scenario, [...steps, 0.5]))).toBe(JSON.stringify(whole));
      }),
      { seed: 11, numRuns: 25 },
    );
  });
});
