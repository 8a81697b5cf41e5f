/** QEMU's engine for tests: parameters as from a scenario, and a guest of page counts to drive it. */
import type { Burst, BurstAction, EngineAction, EngineAnswer } from "../../src/engine/action.js";
import type { EngineProcess, MigrationFacts } from "../../src/engine/engine.js";
import type { QemuParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { scenarioWith } from "./scenarios.js";

export function qemuParameters(engine: object): QemuParameters {
  const parameters = scenarioWith({ engine }).engine;
  if (parameters.family !== "qemu") throw new Error(`${parameters.preset} is no engine of QEMU.`);
  return parameters;
}

/** A guest of 1 GiB on a link of 100 MB/s that writes nothing. */
export function migrationFacts(facts: Partial<MigrationFacts> = {}): MigrationFacts {
  return {
    slots: 2 ** 18,
    allocatedPages: 2 ** 18,
    pageBytes: 4096,
    linkBytesPerSecond: 1e8,
    bandwidthBytesPerSecond: 1e8,
    latencySeconds: 0,
    vcpus: 1,
    devices: [],
    distinctPages: () => 0,
    ...facts,
  };
}

/** An action and its time. */
export interface TimedAction {
  readonly action: EngineAction;
  readonly nowSeconds: number;
}

/**
 * Executes an engine's actions on page counts: pages are sent at the link's speed, and each sync finds `newDirtyPages` of the pages sent
 * since the last sync and the pages left. Stops after `maxSeconds`.
 */
export function drive(
  process: EngineProcess,
  facts: MigrationFacts,
  newDirtyPages: (sent: number, left: number) => number,
  maxSeconds: number,
): TimedAction[] {
  const taken: TimedAction[] = [];
  let [nowSeconds, pagesLeft, sentPages] = [0, facts.allocatedPages, 0];
  const answerTo = (action: EngineAction): EngineAnswer => {
    if (action.kind === "pause") nowSeconds += action.seconds;
    if (action.kind === "pause") return nowSeconds;
    if (action.kind === "sync") {
      const found = newDirtyPages(sentPages, pagesLeft);
      pagesLeft += found;
      sentPages = 0;
      return { newDirtyPages: found, pagesLeft, nowSeconds };
    }
    if (action.kind === "list-ranges") return { ranges: 1, heldPages: 0 };
    return action.kind === "burst" ? answerToBurst(action) : undefined;
  };
  const answerToBurst = (action: BurstAction): Burst => {
    const counts = burstOf(action, facts, pagesLeft);
    nowSeconds += counts.wireBytes / facts.linkBytesPerSecond;
    pagesLeft -= counts.pagesSent;
    sentPages += counts.pagesSent;
    const burst = { ...counts, nowSeconds, pagesLeft };
    const limitBytes = action.more?.(burst);
    return limitBytes === undefined ? burst : answerToBurst({ ...action, limitBytes });
  };
  for (let step = process.next(); !step.done && nowSeconds < maxSeconds; ) {
    taken.push({ action: step.value, nowSeconds });
    step = process.next(answerTo(step.value));
  }
  return taken;
}

function burstOf(
  { batchPages, limitBytes, sliceSeconds, trailerBytes }: BurstAction,
  { linkBytesPerSecond }: MigrationFacts,
  pagesLeft: number,
): Omit<Burst, "nowSeconds" | "pagesLeft"> {
  let pagesSent = 0;
  while (pagesSent < pagesLeft && pagesSent * 4104 <= limitBytes && (pagesSent * 4104) / linkBytesPerSecond <= sliceSeconds) {
    pagesSent = Math.min(pagesLeft, pagesSent + batchPages);
  }
  return { pagesSent, zeroPages: 0, wireBytes: pagesSent * 4104 + trailerBytes };
}
