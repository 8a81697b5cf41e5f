/** Bursts that follow each other at once (`more`), against the same migration with one action for each. */
import { describe, expect, it } from "vitest";
import type { Burst } from "../../../src/engine/action.js";
import type { Engine, EngineProcess } from "../../../src/engine/engine.js";
import { qemuEngine } from "../../../src/engine/qemu/qemu.js";
import { createSimulation, type RunResult } from "../../../src/index.js";
import { qemuParameters } from "../../support/qemu.js";
import { scenarioWith } from "../../support/scenarios.js";

/** The engine with a step for every burst. Counts those that `more` asked for. */
function oneByOne(engine: Engine, count: () => void): Engine {
  return { ...engine, migrate: (facts) => stepByStep(engine.migrate(facts), count) };
}

function* stepByStep(process: EngineProcess, count: () => void): EngineProcess {
  for (let step = process.next(); !step.done; ) {
    const action = step.value;
    if (action.kind !== "burst") {
      step = process.next(yield action);
      continue;
    }
    const { more, ...single } = action;
    for (let limitBytes: number | undefined = action.limitBytes; ; count()) {
      const burst = (yield { ...single, limitBytes }) as Burst;
      const next = more?.(burst);
      if (next !== undefined && burst.wireBytes > 0) limitBytes = next;
      else {
        step = process.next(burst);
        break;
      }
    }
  }
}

/** 61,000 pages go over the link in a second: with the higher rate it is moved only if it is slowed down. */
const guestWriting = (rate: string) => ({
  vm: { memory: "1 GiB", vcpus: 2, content: { zero: 0.2 } },
  link: { bandwidth: "2 Gbit/s" },
  workload: [
    { kind: "uniform", size: "400 MiB", rate },
    { kind: "zipf", size: "256 MiB", rate: "8 k/s" },
  ],
  host: { writeFault: "2 us" },
  timeout: "12.345 s",
});

const ENGINES = {
  "qemu-0.12": { maxBandwidth: 0 },
  "qemu-1.0": { maxBandwidth: 0 },
  "qemu-5.2": { maxBandwidth: 0 },
  "qemu-8.2": { maxBandwidth: "150 MiB/s" },
  "qemu-10.2": { maxBandwidth: 0, multifd: { channels: 4 } },
  "qemu-10.1": { maxBandwidth: 0, autoConverge: true },
  "qemu-10.0": { maxBandwidth: 0, log: "dirty-ring", dirtyRingEntries: 16_384, dirtyLimit: true },
  "qemu-9.2": { maxBandwidth: 0, downtimeLimit: "1 ms" },
};

async function runOf(scenario: ReturnType<typeof scenarioWith>, engine: Engine, stepSeconds = Infinity): Promise<RunResult> {
  const simulation = await createSimulation(scenario, { engine });
  while (!simulation.finished) simulation.advance(simulation.nowSeconds + stepSeconds);
  return simulation.runResult();
}

describe("bursts at once", () => {
  it.each(Object.entries(ENGINES))("of %s give what one step for each gives", async (preset, fields) => {
    const cases = ["12 k/s", "200 k/s"].flatMap((rate) => ["expected", "pages"].map((fidelity) => ({ rate, fidelity })));
    for (const { rate, fidelity } of cases) {
      const engine = { preset, ...fields };
      const scenario = scenarioWith({ ...guestWriting(rate), engine, fidelity });
      const own = (): Engine => qemuEngine(qemuParameters(engine));
      let more = 0;
      const expected = await runOf(
        scenario,
        oneByOne(own(), () => more++),
      );
      // A policy is asked at the end of every window: no burst follows another at once.
      const asked = qemuEngine(qemuParameters(engine), () => "continue");
      expect(await runOf(scenario, asked)).toStrictEqual(expected);
      expect(await runOf(scenario, own())).toStrictEqual(expected);
      expect(await runOf(scenario, own(), 0.07)).toStrictEqual(expected);
      expect(more).toBeGreaterThan(0);
    }
  });
});
