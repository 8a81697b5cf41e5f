/** Threads of sources: while one waits for a page the others go on, and their sources lose its share of the time. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, parseScenario, type RunResult, type Scenario, type ThreadsReport } from "../../../src/index.js";
import { compileAccesses } from "../../../src/workload/compile.js";
import { brokenInvariants } from "../../support/invariants.js";
import { createCorePages } from "../../support/pages-cases.js";
import { FRAME_BYTES, type PostcopyOptions, postcopy, postcopyEngine, postcopyMigration } from "../../support/postcopy.js";
import { pullEngine } from "../../support/pull.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

/** Requests take 7 ms each, one after the other: 3 ms there, 1 ms for the page, 3 ms back. */
const LINK = { bandwidth: FRAME_BYTES * 8000, efficiency: 1, latency: "3 ms" };
const PULL: PostcopyOptions = { engine: pullEngine() };

const pulled = (workload: Scenario["workload"], fields: object = {}) => postcopy({ workload, link: LINK, ...fields }, PULL);
const vm = (vcpus: number) => ({ vm: { memory: "4 MiB", vcpus } });
const trace = (...events: [number, number][]) => ({ kind: "trace", events }) as const;

function threadsOf(run: RunResult, index = 0): ThreadsReport {
  const report = run.guest.threads?.[index];
  if (!report) throw new Error(`There are no threads ${index}.`);
  return report;
}

describe("a thread that waits for a page", () => {
  // Page 900 is asked for at 105 ms, when the request under way at 100 ms is through, and arrives at 112 ms; the next one at 119 ms.
  const run = pulled([{ ...trace([0.1, 900], [0.104, 901]), threads: 4 }], vm(1));
  const second = 0.1 + 0.004 / (3 / 4);
  const waitSeconds = 0.012 + (0.119 - second);

  it("slows its source by its share: one of N waiting for t loses t/N of the work", () => {
    const report = threadsOf(run);
    expect(report).toMatchObject({ workload: [0], threads: 4, waits: 2 });
    expect(report.waitSeconds).toBeCloseTo(waitSeconds, 12);
    expect(report.lostSeconds).toBeCloseTo(waitSeconds / 4, 12);
    expect(report.speed.slice(0, -1).map(({ seconds, speedRatio }) => [Number(seconds.toFixed(9)), speedRatio])).toEqual([
      [0, 1],
      [0.1, 0.75],
      [Number(second.toFixed(9)), 0.5],
      [0.112, 0.75],
      [0.119, 1],
    ]);
  });

  it("counts as a stall, and leaves the virtual CPU to others", () => {
    expect(run.postcopy).toMatchObject({ faults: 2, stallSeconds: expect.closeTo(waitSeconds, 12) });
    expect(run.guest.pageWaitSeconds).toBe(0);
    expect(run.totals.guestTimeTakenSeconds).toBe(0);
  });

  it("stops its source if it is the only one, and nothing else", () => {
    const others = trace([0.106, 950]);
    const alone = pulled([{ ...trace([0.1, 900], [0.104, 901]), threads: 1 }, others], vm(2));
    // The vCPU's own access of 106 ms is asked for at 112 ms. Until its page arrives at 119 ms one of two vCPUs stands, and the thread, which
    // has its page at 112 ms, runs at half its speed: of the 4 ms up to its next access 3.5 ms have passed by then.
    expect(alone.guest.pageWaitSeconds).toBeCloseTo(0.013 / 2, 12);
    expect(threadsOf(alone).waitSeconds).toBeCloseTo(0.012 + (0.133 - 0.1195), 12);
    expect(threadsOf(alone).lostSeconds).toBeCloseTo(0.012 + 0.007 / 2 + (0.133 - 0.1195), 12);
  });

  it("keeps its virtual CPU with holdVcpu, which stops that share of the guest", () => {
    const held = pulled([{ ...trace([0.1, 900]), threads: { count: 4, holdVcpu: true } }, trace([0.102, 950])], vm(2));
    // The other source is at half its speed from 100 ms on: its access comes at 104 ms, and then nothing runs.
    expect(held.guest.speed.slice(0, -1).map(({ seconds, speedRatio }) => [Number(seconds.toFixed(9)), speedRatio])).toEqual([
      [0, 1],
      [0.1, 0.5],
      [0.104, 0],
      [0.112, 0.5],
      [0.119, 1],
    ]);
    // While both wait the source stands; with one vCPU left it needs it for two thirds of its threads.
    expect(threadsOf(held).speed.map(({ speedRatio }) => speedRatio)).toEqual([1, 0.5, 0, 0.5, 1, 1]);
  });

  it("loses nothing but its share as long as the processors left suffice", () => {
    const source = { ...trace([0.1, 900]), cpu: 0.4, threads: { count: 8, holdVcpu: true } };
    const { guest } = pulled([source], vm(2));
    expect(guest.threads?.[0]?.speed.map(({ speedRatio }) => speedRatio)).toEqual([1, 7 / 8, 1, 1]);
    expect(guest.speed.map(({ speedRatio }) => speedRatio)).toEqual([1, 0.5, 1, 1]);
  });

  it("stops all of a burst's threads at one moment, and no more accesses than there are threads", () => {
    const burst = { kind: "burst", size: "4 MiB", period: "10 s", threads: 3 } as const;
    const { postcopy: report, guest, phases } = pulled([burst], vm(1));
    // The first page was under way already.
    expect(report).toMatchObject({ faults: 1024, pagesByFault: 1023 });
    // Pages are asked for as soon as a thread is free, in address order, so no thread has ever more than three requests in front of it.
    expect(report.faultSeconds?.max).toBeLessThanOrEqual(4 * 0.007 + 1e-9);
    expect(guest.threads?.[0]?.lostSeconds).toBeCloseTo(phases.postcopySeconds, 1);
  });
});

describe("threads against virtual CPUs", () => {
  const cases = [
    ["uniform", [{ kind: "uniform", size: "4 MiB", rate: 4000 }]],
    ["zipf in runs", [{ kind: "zipf", size: "3 MiB", rate: 2000, exponent: 0.9, run: 3 }]],
    ["sweep", [{ kind: "sweep", size: "4 MiB", rate: 900, stride: 7 }]],
    ["a paced one", [{ kind: "uniform", size: "4 MiB", rate: 3000, cpu: 0.5 }]],
    ["hot and cold", [{ kind: "hot-cold", hot: { size: "1 MiB", rate: 2000 }, cold: { size: "3 MiB", rate: 500 } }]],
    [
      "phases",
      [
        {
          kind: "phases",
          repeat: true,
          phases: [
            { duration: "30 ms", workload: [{ kind: "uniform", size: "4 MiB", rate: 5000 }] },
            { duration: "20 ms", workload: [] },
          ],
        },
      ],
    ],
  ] as const;

  // Alone on a guest, N threads that leave their vCPU behave as N vCPUs without threads: w of N waiting leave (N - w) / N.
  it.each(cases)("of the only source: %s, by pull and by push, as N vCPUs", (_, workload) => {
    const threaded = (count: number) => workload.map((source) => ({ ...source, threads: count }));
    for (const count of [1, 3, 16]) {
      for (const engine of [
        pullEngine(),
        postcopyEngine({ preempt: true, faultSeconds: 0.002 }),
        postcopyEngine({ queuedBytes: 50_000 }),
      ]) {
        const asVcpus = postcopy({ workload, link: LINK, ...vm(count) }, { engine });
        const asThreads = postcopy({ workload: threaded(count), link: LINK, ...vm(1) }, { engine });
        expect(asThreads.postcopy.faults).toBe(asVcpus.postcopy.faults);
        expect(asThreads.postcopy.pagesByFault).toBe(asVcpus.postcopy.pagesByFault);
        expect(asThreads.postcopy.stallSeconds).toBeCloseTo(asVcpus.postcopy.stallSeconds, 9);
        expect(asThreads.phases.postcopySeconds).toBeCloseTo(asVcpus.phases.postcopySeconds, 9);
        expect(threadsOf(asThreads).lostSeconds).toBeCloseTo(asVcpus.guest.pageWaitSeconds, 9);
      }
    }
  });

  it("that keep their vCPU of a source that needs them all: as vCPUs without threads, from as many threads on", () => {
    const uniform = { kind: "uniform", size: "4 MiB", rate: 4000 } as const;
    for (const count of [4, 16]) {
      const plain = pulled([uniform], vm(4));
      const held = pulled([{ ...uniform, threads: { count, holdVcpu: true } }], vm(4));
      expect(held.postcopy.faults).toBe(plain.postcopy.faults);
      expect(held.postcopy.stallSeconds).toBeCloseTo(plain.postcopy.stallSeconds, 9);
      expect(held.guest.pageWaitSeconds).toBeCloseTo(plain.guest.pageWaitSeconds, 9);
      expect(threadsOf(held).lostSeconds).toBeCloseTo(plain.guest.pageWaitSeconds, 9);
    }
  });

  it("shared by two sources: as vCPUs of which both have need", () => {
    const sources = [
      { kind: "uniform", size: "2 MiB", rate: 2000 },
      { kind: "sweep", size: "2 MiB", start: 512, rate: 500 },
    ] as const;
    const grouped = sources.map((source) => ({ ...source, threads: { count: 5, group: "database" } }));
    const plain = pulled([...sources], vm(5));
    const run = pulled(grouped, vm(1));
    expect(run.guest.threads).toHaveLength(1);
    expect(threadsOf(run)).toMatchObject({ workload: [0, 1], threads: 5 });
    expect(run.postcopy.faults).toBe(plain.postcopy.faults);
    expect(run.postcopy.stallSeconds).toBeCloseTo(plain.postcopy.stallSeconds, 9);
  });

  it("of each its own: neither waits for the other", () => {
    const one = { kind: "sweep", size: "4 KiB", start: 900, rate: 10, threads: 1 } as const;
    const many = { kind: "sweep", size: "2 MiB", rate: 1000, threads: 1 } as const;
    const alone = threadsOf(pulled([many], vm(1)));
    const beside = pulled([one, many], vm(1));
    expect(beside.guest.threads).toHaveLength(2);
    expect(threadsOf(beside, 0).waits).toBe(1);
    expect(Math.abs(threadsOf(beside, 1).waits - alone.waits)).toBeLessThanOrEqual(1);
  });
});

const guest = fc.record({
  vcpus: fc.integer({ min: 1, max: 6 }),
  latency: fc.constantFrom("0 s", "1 ms"),
  isPull: fc.boolean(),
  seed: fc.integer({ min: 0, max: 1e6 }),
  workload: fc.array(
    fc.record({
      kind: fc.constant("uniform" as const),
      size: fc.constantFrom("4 MiB", "300 KiB"),
      rate: fc.integer({ min: 100, max: 20_000 }),
      cpu: fc.constantFrom(1, 0.5),
      threads: fc.record({ count: fc.integer({ min: 1, max: 20 }), holdVcpu: fc.boolean() }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

describe("every guest with threads", () => {
  const optionsOf = (isPull: boolean): PostcopyOptions => ({ engine: isPull ? pullEngine() : postcopyEngine({ faultSeconds: 0.001 }) });

  it("gets each page once, and its threads' waits are the stalls", () => {
    fc.assert(
      fc.property(guest, ({ isPull, vcpus, latency, ...fields }) => {
        const run = postcopy({ ...fields, ...vm(vcpus), link: { ...LINK, latency } }, optionsOf(isPull));
        const threads = run.guest.threads ?? [];
        expect(run.totals).toMatchObject({ pagesSent: 1024, pagesResent: 0, wireBytes: 1024 * FRAME_BYTES });
        const waitSeconds = threads.reduce((sum, each) => sum + each.waitSeconds, 0);
        expect(waitSeconds).toBeCloseTo(run.postcopy.stallSeconds, 9);
        expect(brokenInvariants(run, scenarioWith({ ...fields, vm: { memory: "4 MiB", vcpus }, link: { ...LINK, latency } }))).toEqual([]);
        for (const { lostSeconds, waitSeconds: own, threads: count, workload } of threads) {
          expect(lostSeconds).toBeGreaterThanOrEqual(own / count - 1e-9);
          const isHeld = fields.workload.some((source) => source.threads.holdVcpu);
          const isPaced = workload.every((index) => fields.workload[index]?.cpu === 1);
          if (!isHeld && isPaced) expect(lostSeconds).toBeCloseTo(own / count, 9);
        }
      }),
      { seed: 1104, numRuns: 60 },
    );
  });

  it("is the same in steps of any length, and on the compiled core", () => {
    fc.assert(
      fc.property(guest, fc.double({ min: 0.001, max: 0.7, noNaN: true }), ({ isPull, vcpus, latency, ...fields }, stepSeconds) => {
        const all = { ...fields, ...vm(vcpus), link: { ...LINK, latency } };
        const whole = postcopyMigration(all, optionsOf(isPull));
        whole.advance(Infinity);
        const core = postcopyMigration(all, { ...optionsOf(isPull), create: createCorePages });
        for (let seconds = stepSeconds; !core.finished; seconds += stepSeconds) core.advance(seconds);
        expect(core.result()).toEqual(whole.result());
      }),
      { seed: 1105, numRuns: 25 },
    );
  });

  it("loses the time of its pause and of throttling at the source too", async () => {
    const engine = { preset: "qemu-10.0", autoConverge: true, downtimeLimit: "20 ms" };
    const scenario = scenarioWith({ engine, workload: [{ kind: "uniform", size: "48 MiB", rate: "100 k/s", threads: 8 }] });
    const { guest: report, totals } = await migrate(scenario);
    expect(report.throttlingSeconds).toBeGreaterThan(0.5);
    expect(report.threads?.[0]).toMatchObject({ waits: 0, waitSeconds: 0, lostSeconds: expect.closeTo(totals.guestTimeTakenSeconds, 9) });
    expect(report.threads?.[0]?.speed).toEqual(report.speed);
  });
});

describe("threads in a scenario", () => {
  const BASE = { version: 1, vm: { memory: "4 MiB" }, link: { bandwidth: "1 Gbit/s" } } as const;
  const sourcesOf = (...workload: object[]) => parseScenario({ ...BASE, workload }).workload;
  const uniform = { kind: "uniform", size: "1 MiB", rate: 10 } as const;

  it("are a number or a mapping, absent by default, and are read again from a result", () => {
    expect(sourcesOf(uniform)[0]).not.toHaveProperty("threads");
    expect(sourcesOf({ ...uniform, threads: 4 })[0]?.threads).toEqual({ count: 4, holdVcpu: false });
    const given = { ...uniform, threads: { count: 4, group: "db", holdVcpu: true } };
    const scenario = parseScenario({ ...BASE, workload: [given, { ...uniform, threads: 2, reads: { rate: 3 } }, trace([0, 1])] });
    expect(scenario.workload[0]?.threads).toEqual({ count: 4, group: "db", holdVcpu: true });
    expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  it("are shared by all regions of a source, its reads, and its phases", () => {
    const hot = { size: "1 MiB", rate: 10 };
    const scenario = parseScenario({
      ...BASE,
      workload: [
        { kind: "hot-cold", hot, cold: hot, threads: 3 },
        { ...uniform, reads: { rate: 5 }, threads: 3 },
        { kind: "phases", phases: [{ duration: "1 s", workload: [uniform] }, { workload: [uniform] }], threads: 3 },
        { ...trace([0, 1]), threads: 3 },
      ],
    });
    expect(scenario.workload.slice(0, 2).map(({ threads }) => threads?.group)).toEqual(["workload.0", "workload.0"]);
    const { sources, reads } = compileAccesses(scenario);
    const groups = [...new Set(sources.map(({ threads }) => threads))];
    expect(groups.map((threads) => threads?.workload)).toEqual([[0, 1], [2], [3], [4]]);
    expect(sources.map(({ threads }) => groups.indexOf(threads))).toEqual([0, 0, 1, 2, 2, 3]);
    expect(reads[0]?.threads).toBe(groups[1]);
    expect(compileAccesses(parseScenario(JSON.parse(JSON.stringify(scenario)))).sources.map(({ threads }) => threads)).toEqual(
      sources.map(({ threads }) => threads),
    );
  });

  it.each([
    [[{ ...uniform, threads: 0 }], "workload[0].threads"],
    [[{ ...uniform, threads: 1.5 }], "workload[0].threads"],
    [[{ ...uniform, threads: {} }], "workload[0].threads.count"],
    [[{ kind: "phases", phases: [{ workload: [{ ...uniform, threads: 2 }] }] }], "workload[0].phases[0].workload[0].threads"],
  ])("are refused as %j", (workload, path) => {
    const issues = issuesOf({ ...BASE, workload });
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  it("have to be the same for all sources of a group", () => {
    const [issue, ...others] = issuesOf({
      ...BASE,
      workload: [
        { ...uniform, threads: { count: 4, group: "db" } },
        { ...uniform, cpu: 0.5, threads: { count: 5, group: "db" } },
      ],
    });
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      path: "workload",
      expected: "the sources of threads db all with count 4, holdVcpu false and cpu 1",
      received: "count 5, holdVcpu false and cpu 0.5",
    });
  });
});

function issuesOf(scenario: object): ConfigError["issues"] {
  try {
    parseScenario(scenario);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}
