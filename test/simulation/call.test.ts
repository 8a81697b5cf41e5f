import { describe, expect, it } from "vitest";
import { ConfigError, compare, createSimulation, loadCore, measureChannel, simulate } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const SCENARIO = scenarioWith({
  vm: { memory: "4 MiB" },
  peers: [{ name: "peer", place: "source", flows: [{ message: "4 KiB", send: "1 MB/s" }] }],
});

type Call = (scenario: unknown, options?: unknown) => Promise<unknown>;
const CALLS = { simulate, createSimulation, compare, measureChannel } as unknown as Readonly<Record<string, Call>>;

async function faultsOf(name: string, options: unknown, scenario: unknown = SCENARIO): Promise<string> {
  const error: unknown = await (CALLS[name] as Call)(scenario, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message;
}

describe("an option of the library", () => {
  it.each([
    [
      "simulate",
      { onround: () => undefined },
      'options.onround: expected one of policy, createPolicy, engine, pages, channels, signal, keepFinishedRuns, onRound, onRun, onProgress, executor, received the key "onround"; did you mean onRound?',
    ],
    ["simulate", { sgnal: undefined }, "did you mean signal?"],
    [
      "createSimulation",
      { signal: AbortSignal.abort() },
      'options.signal: expected one of policy, createPolicy, engine, pages, channels, received the key "signal"',
    ],
    ["compare", { engine: "qemu-10.0" }, 'received the key "engine"; did you mean engines?'],
    ["compare", { chanels: ["netfront"] }, "did you mean channels?"],
    ["measureChannel", { window: ["1 s"] }, "did you mean windows?"],
  ])("unknown to %s is a fault: %#", async (name, options, words) => {
    const message = await faultsOf(name, options);
    expect(message).toContain(`${name}(scenario, options) has 1 fault:`);
    expect(message).toContain(words);
  });

  it.each([
    [
      "simulate",
      { policy: "nova" },
      'options.policy: expected a function (statistics) => decision, received "nova"; did you mean createPolicy("nova"), or policy: nova in the scenario?',
    ],
    ["simulate", { policy: "novva" }, 'did you mean createPolicy("nova")'],
    ["compare", { policy: "kubevirt" }, 'did you mean createPolicy("kubevirt")'],
    ["simulate", { policy: null }, "options.policy: expected a function (statistics) => decision, received null"],
    ["simulate", { createPolicy: () => undefined, policy: 7 }, "options.policy: expected a function"],
    ["simulate", { createPolicy: "nova" }, 'options.createPolicy: expected a function () => policy, received "nova"'],
    [
      "simulate",
      { engine: "qemu-10.0" },
      "options.engine: expected an own engine, an object with migrate; presets are named in the scenario",
    ],
    ["simulate", { engine: null }, "options.engine: expected an own engine"],
    ["simulate", { pages: "wasm" }, 'options.pages: expected "core", "reference" or a core from loadCore, received "wasm"'],
    [
      "simulate",
      { channels: ["netfront"] },
      "options.channels: expected the resolved channels { exchange, dirtying }, received a list of 1",
    ],
    ["simulate", { signal: new AbortController() }, "options.signal: expected an AbortSignal, received a mapping"],
    ["simulate", { executor: "threads" }, 'options.executor: expected a function (cells) => executor, received "threads"'],
    ["simulate", { keepFinishedRuns: "yes" }, 'options.keepFinishedRuns: expected true or false, received "yes"'],
    ["simulate", { onRound: true }, "options.onRound: expected a function, received true"],
    [
      "simulate",
      {
        get onRun() {
          throw new Error("evil");
        },
      },
      "options.onRun: expected a function, received a value that cannot be read",
    ],
    ["compare", { channels: "netfront,xenvmc" }, "options.channels: expected a list"],
    ["compare", { runs: 0 }, "options.runs: expected an integer of at least 1, received 0"],
    ["compare", { runs: "10" }, 'options.runs: expected an integer of at least 1, received "10"'],
    ["measureChannel", { windows: "10 ms" }, "options.windows: expected a list"],
    ["measureChannel", { all: 1 }, "options.all: expected true or false, received 1"],
    ["simulate", null, "options: expected an object, received null"],
    ["simulate", "fast", 'options: expected an object, received "fast"'],
    ["createSimulation", () => undefined, "options: expected an object, received a function"],
  ])("invalid for %s is a fault: %#", async (name, options, words) => {
    expect(await faultsOf(name, options)).toContain(words);
  });

  it.each(Object.keys(CALLS))("is reported together with the faults of the scenario: %s", async (name) => {
    const message = await faultsOf(
      name,
      { verbose: true, pages: 3 },
      { version: 1, vm: { memory: "4 MiB" }, link: { bandwith: "1 Gbit/s" } },
    );
    expect(message).toContain(`${name}(scenario, options) has 4 faults:`);
    for (const words of ["link.bandwith", "link.bandwidth", "options.verbose", "options.pages"]) expect(message).toContain(words);
  });

  it("may be missing or undefined", async () => {
    const plain = await migrate(SCENARIO);
    expect(await migrate(SCENARIO, { policy: undefined, engine: undefined, channels: undefined } as object)).toEqual(plain);
    expect((await simulate(SCENARIO, { pages: await loadCore(), signal: new AbortController().signal })).runs[0]).toEqual(plain);
  });
});
