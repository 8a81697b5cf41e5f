import { describe, expect, it } from "vitest";
import { askInRounds, askPolicy, PolicyError } from "../../src/engine/policy.js";
import { createPolicy, POLICY_PRESETS, type RoundStatistics, type StopPolicy, simulate } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const STATISTICS: RoundStatistics = { iteration: 1, totalPagesSent: 5, allocatedPages: 5, linkBytesPerSecond: 1 };
const throwing = (): never => {
  throw new Error("thrown");
};

function messageOf(policy: StopPolicy): string {
  try {
    askPolicy(policy, STATISTICS);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    return (error as PolicyError).message;
  }
  throw new Error("The policy was not refused.");
}

const answering = (answer: unknown): StopPolicy => (() => answer) as StopPolicy;

describe("an answer", () => {
  it("is one of four words, alone or with reasons", () => {
    expect(askPolicy(() => "continue", STATISTICS)).toEqual({ decision: "continue", converged: false });
    const reasoned = { decision: "stop", converged: true, detail: "enough", settings: { throttleRatio: 0.5 } } as const;
    expect(askPolicy(() => reasoned, STATISTICS)).toEqual(reasoned);
  });

  it.each([
    [undefined, "received undefined"],
    [null, "received null"],
    [true, "received true"],
    ["Stop", 'received "Stop"'],
    [{ decision: "halt" }, 'received "halt"'],
    [
      { decision: "continue", settings: { downtimeLimitSeconds: Number.NaN } },
      "settings.downtimeLimitSeconds: expected a number >= 0 and <= 2000, received NaN",
    ],
    [
      { decision: "continue", settings: { maxBandwidthBytesPerSecond: -1 } },
      "settings.maxBandwidthBytesPerSecond: expected a number >= 0, received -1",
    ],
    [{ decision: "continue", settings: { throttleRatio: 1 } }, "settings.throttleRatio: expected a number >= 0 and <= 0.99, received 1"],
    [{ decision: "continue", settings: { downtime: 1 } }, "received downtime"],
    [{ decision: "continue", settings: null }, "settings: expected an object, received null"],
    [{ decision: "stop", detail: "" }, 'detail: expected a sentence, received ""'],
    [{ decision: "stop", detail: 42 }, "detail: expected a sentence, received 42"],
    [{ decision: "stop", converged: "yes" }, 'converged: expected true or false, received "yes"'],
    [{ decision: 10n }, "received 10"],
    [Promise.resolve("stop"), "received a promise"],
  ])("%o is none", (answer, message) => {
    expect(() => askPolicy(answering(answer), STATISTICS)).toThrow(PolicyError);
    expect(() => askPolicy(answering(answer), STATISTICS)).toThrow(message);
  });

  it("that is missing because the policy throws is reported with what it threw", () => {
    const policy = () => {
      throw new RangeError("no such round");
    };
    expect(() => askPolicy(policy, STATISTICS)).toThrow("stop policy: it threw RangeError: no such round");
  });

  it.each([
    [Symbol("no"), "a symbol"],
    [Object.create(null), "a mapping"],
    [{ toString: () => Object.create(null) }, "a mapping"],
    [
      {
        get message() {
          throw new Error("evil");
        },
        get name(): string {
          throw new Error("evil");
        },
      },
      "a mapping",
    ],
    [Object.defineProperty(new Error(), "message", { get: throwing }), "a value that cannot be read"],
    [new Proxy({}, { getPrototypeOf: throwing }), "a value that cannot be read"],
    [undefined, "nothing"],
    [10n, "10"],
  ])("that is missing because the policy throws %# is reported in words", (thrown, words) => {
    const policy = () => {
      throw thrown;
    };
    expect(messageOf(policy)).toBe(`stop policy: it threw ${words}`);
  });

  it.each([
    ["decision", { decision: Symbol("stop") }, "received a symbol"],
    ["decision", { decision: Object.create(null) }, "received a mapping"],
    ["decision", { decision: { toString: throwing } }, "received a mapping"],
    ["decision", Object.create(null), "received undefined"],
    ["answer", () => "stop", "received a function"],
    ["answer", Symbol("stop"), "received a symbol"],
    ["detail", { decision: "stop", detail: Object.create(null) }, "detail: expected a sentence, received a mapping"],
    ["settings", { decision: "stop", settings: Symbol("all") }, "settings: expected an object, received a symbol"],
    ["setting", { decision: "stop", settings: { throttleRatio: Symbol("x") } }, "received a symbol"],
    ["setting", { decision: "stop", settings: { toString: 1 } }, "received toString"],
    [
      "getter",
      {
        get decision() {
          return throwing();
        },
      },
      "it threw Error: thrown",
    ],
    [
      "getter of a setting",
      {
        decision: "stop",
        settings: {
          get throttleRatio() {
            return throwing();
          },
        },
      },
      "it threw Error: thrown",
    ],
    ["proxy", new Proxy({}, { get: throwing, getPrototypeOf: throwing }), "it threw Error: thrown"],
  ])("with a bad %s is reported in words: %#", (_what, answer, words) => {
    expect(messageOf(answering(answer))).toContain(words);
  });

  it("of a policy that is asynchronous and fails is refused, and its rejection is handled", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", note);
    expect(messageOf((async () => throwing()) as unknown as StopPolicy)).toContain("received a promise: a policy answers at once");
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });

  it("is read once: an object that changes between two reads keeps its first value", () => {
    let looks = 0;
    const answer = {
      get decision() {
        return looks++ === 0 ? "stop" : "halt";
      },
    };
    expect(askPolicy(answering(answer), STATISTICS)).toEqual({ decision: "stop", converged: false });
  });

  it("does not depend on a policy changing its statistics", () => {
    const statistics = { ...STATISTICS };
    askPolicy((own) => {
      Object.assign(own, { iteration: -1 });
      return "continue";
    }, statistics);
    expect(statistics).toEqual(STATISTICS);
  });

  it("may not ask engines of whole rounds for QEMU's settings", () => {
    expect(() => askInRounds(() => "postcopy", STATISTICS)).toThrow(PolicyError);
    expect(() => askInRounds(() => ({ decision: "continue", settings: { throttleRatio: 0 } }), STATISTICS)).toThrow(PolicyError);
    expect(askInRounds(() => ({ decision: "continue", settings: {} }), STATISTICS).decision).toBe("continue");
  });
});

describe("the built-in policies", () => {
  it.each(POLICY_PRESETS.map(({ name }) => name).filter((name) => name !== "cloud-hypervisor"))(
    "%s says what it misses on an engine of Xen",
    async (name) => {
      const run = migrate(scenarioWith({ workload: [] }), { policy: createPolicy(name) });
      await expect(run).rejects.toThrow(`stop policy ${name}: it needs an engine of QEMU: this one does not report`);
    },
  );

  it("are known by name", () => {
    expect(() => createPolicy("novva" as "nova")).toThrow(
      'expected one of kubevirt, kubevirt-vep248, kubevirt-vep291, nova, proxmox, libvirt, cloud-hypervisor, received "novva"',
    );
  });
});

describe("a policy with state", () => {
  it.each([
    [throwing, "createPolicy: it threw Error: thrown"],
    [() => "nova", 'createPolicy: expected a function (statistics) => decision, received "nova"'],
    [() => undefined, "createPolicy: expected a function (statistics) => decision, received undefined"],
    [async () => throwing(), "createPolicy: expected a function (statistics) => decision, received a promise"],
  ])("is reported in words if it cannot be created: %#", async (createPolicy, words) => {
    const run = migrate(scenarioWith({ workload: [] }), { createPolicy: createPolicy as unknown as () => StopPolicy });
    await expect(run).rejects.toThrow(PolicyError);
    await expect(migrate(scenarioWith({ workload: [] }), { createPolicy: createPolicy as unknown as () => StopPolicy })).rejects.toThrow(
      words,
    );
  });

  it("is created anew for each run", async () => {
    let made = 0;
    const createCounting = (): StopPolicy => {
      made++;
      let asked = 0;
      return () => (++asked === 3 ? "stop" : "continue");
    };
    const { runs } = await simulate(scenarioWith({ workload: [{ kind: "uniform", size: "8 MiB", rate: "100 k/s" }], runs: 3 }), {
      pages: "reference",
      createPolicy: createCounting,
    });
    expect(made).toBe(3);
    expect(runs.map(({ totals }) => totals.rounds)).toEqual([3, 3, 3]);
  });

  it("in the scenario is replaced by the caller's", async () => {
    const scenario = scenarioWith({ policy: "cloud-hypervisor", workload: [] });
    expect((await migrate(scenario, { policy: () => "abort" })).stop.kind).toBe("cancelled");
  });
});
