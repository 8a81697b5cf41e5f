import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/scenario/config-error.js";
import type { Scenario, Source } from "../../src/scenario/scenario.js";
import { type ParseTextOptions, parseScenario } from "../../src/text.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

/** The resolved workload of a text of sources, in 1 GiB. */
function workloadOf(sources: string, options: ParseTextOptions = {}) {
  return parseScenario(`${HEAD}workload:\n${sources}`, options).workload;
}

function issuesOf(text: string, options: ParseTextOptions = {}) {
  try {
    parseScenario(text, options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the scenario was accepted");
}

describe("a valid scenario", () => {
  it("needs only version, memory and bandwidth, and gets every default", () => {
    const scenario = parseScenario(HEAD);
    expect(scenario).toEqual({
      version: 1,
      vm: {
        memoryBytes: 2 ** 30,
        pageBytes: 4096,
        vcpus: 1,
        slotsBytes: 2 ** 30,
        content: { zeroRatio: 0, where: "anywhere", layout: "spread" },
        deferredPages: 0,
      },
      workload: [],
      link: {
        bandwidthBitsPerSecond: 1e9,
        efficiencyRatio: 0.94,
        goodputBytesPerSecond: 117_500_000,
        transport: "tcp",
        connectionBytesPerSecond: 1.7 * 2 ** 30,
        latencySeconds: 0.0001,
      },
      engine: expect.objectContaining({ preset: "xen-4.10", family: "xen-stream", maxIterations: 5, minDirtyPages: 50 }),
      host: {
        preset: "xl-pv",
        dom0Cpus: 1,
        copyCpuSeconds: 10.3e-6,
        liveSpeedRatio: 1,
        loggedSpeedRatio: 1,
        suspendSeconds: 0.015,
        suspendTimeoutSeconds: 60,
        resumeSeconds: 0.045,
        networkSeconds: 0,
        setupDirtyPages: 100,
        suspendDirtyPages: 200,
        writeFaultSeconds: 0,
      },
      peers: [],
      seed: 1,
      runs: 1,
      fidelity: "pages",
      timeoutSeconds: 3600,
    });
  });

  it("is read with every field of the format", () => {
    const text = `
version: 1
name: a web server leaves the host of its database
vm:
  memory: 1 GiB
  pageSize: 4 KiB            # a comment
  vcpus: 2
  slots: 1.5 GiB
  content: { zero: 0.25, where: outside the workload }
  deferredPages: 7 pages
workload:
  - { kind: uniform, size: 32 MiB, rate: 20 k/s }
  - { kind: hot-cold, hot: { size: 16 MiB, rate: 35 k/s }, cold: { size: 117 MiB, rate: 1 k/s } }
  - { kind: zipf, size: 128 MiB, rate: 50 k/s, exponent: 0.99 }
  - { kind: sweep, size: 128 MiB, rate: 100 k/s, stride: 1, offset: 0 }
  - { kind: power-law, size: 128 MiB, rate: 50 k/s, exponent: 4 }
  - { kind: burst, size: 1 MiB, period: 50 ms, layout: scattered }
  - { kind: phases, repeat: true, phases: [ { duration: 2 s, workload: [{ kind: uniform, size: 1 MiB, rate: 7, run: 4 }] }, { duration: 1 s, workload: [] } ] }
  - { kind: trace, file: writes.csv }
  - { kind: preset, name: idle-linux }
link: { bandwidth: 10 Gbit/s, efficiency: 0.9, latency: 0.2 ms }
engine: { preset: xen-3.3, maxIterations: 20, stateBytes: 16 KiB, batchSeconds: 5 us }
host: { dom0Cpus: 2, liveSpeed: 0.9, suspend: 200 ms, resume: 0.1 s, suspendDirtyPages: 201, writeFault: 0.26 us }
peers: []
seed: 9007199254740991
runs: 3
fidelity: events
timeout: 10 min
`;
    const loadText = (path: string) => (path === "writes.csv" ? "seconds,page,count\n0.5,10\n1,20,3\n" : "");
    const scenario = parseScenario(text, { loadText });
    const uniform = { kind: "uniform", layout: "contiguous", meanRunPages: 1 };
    expect(scenario.workload).toEqual([
      { ...uniform, pages: 8192, startPage: 0, writesPerSecond: 20_000 },
      { ...uniform, pages: 4096, startPage: 8192, writesPerSecond: 35_000 },
      { ...uniform, pages: 29_952, startPage: 12_288, writesPerSecond: 1000 },
      {
        kind: "zipf",
        layout: "contiguous",
        meanRunPages: 1,
        pages: 32_768,
        startPage: 42_240,
        writesPerSecond: 50_000,
        exponent: 0.99,
      },
      {
        kind: "sweep",
        layout: "contiguous",
        pages: 32_768,
        startPage: 75_008,
        writesPerSecond: 100_000,
        stridePages: 1,
        offsetPages: 0,
      },
      {
        kind: "power-law",
        layout: "contiguous",
        meanRunPages: 1,
        pages: 32_768,
        startPage: 107_776,
        writesPerSecond: 50_000,
        exponent: 4,
      },
      { kind: "burst", layout: "scattered", pages: 256, startPage: 140_544, periodSeconds: 0.05 },
      {
        kind: "phases",
        repeat: true,
        offsetSeconds: 0,
        phases: [
          { durationSeconds: 2, workload: [{ ...uniform, pages: 256, startPage: 140_800, writesPerSecond: 7, meanRunPages: 4 }] },
          { durationSeconds: 1, workload: [] },
        ],
      },
      { kind: "trace", file: "writes.csv", repeat: false, durationSeconds: 1, seconds: [0.5, 1, 1, 1], pages: [10, 20, 21, 22] },
      { ...uniform, pages: 400, startPage: 141_056, writesPerSecond: 60 },
    ]);
    expect(scenario.vm).toEqual({
      memoryBytes: 2 ** 30,
      pageBytes: 4096,
      vcpus: 2,
      slotsBytes: 1.5 * 2 ** 30,
      content: { zeroRatio: 0.25, where: "outside the workload", layout: "spread" },
      deferredPages: 7,
    });
    expect(scenario.engine).toMatchObject({
      preset: "xen-3.3",
      maxIterations: 20,
      stateBytes: 16_384,
      batchSeconds: 0.000005,
      maxFactor: 3,
    });
    expect(scenario.host).toEqual({
      preset: "none",
      suspendTimeoutSeconds: 0,
      networkSeconds: 0,
      dom0Cpus: 2,
      copyCpuSeconds: 10.3e-6,
      liveSpeedRatio: 0.9,
      loggedSpeedRatio: 1,
      suspendSeconds: 0.2,
      resumeSeconds: 0.1,
      setupDirtyPages: 100,
      suspendDirtyPages: 201,
      writeFaultSeconds: 0.26e-6,
    });
    expect(scenario).toMatchObject({ seed: Number.MAX_SAFE_INTEGER, runs: 3, fidelity: "events", timeoutSeconds: 600 });
  });

  it("has a type that a typed program can write", () => {
    const scenario: Scenario = {
      version: 1,
      vm: { memory: "1 GiB", pageSize: 4096 },
      link: { bandwidth: "10 Gbit/s" },
      workload: [
        { kind: "hot-cold", hot: { size: "16 MiB", rate: "35 k/s" }, cold: { size: 1e8, rate: 1000 } },
        { kind: "phases", repeat: true, phases: [{ duration: "2 s", workload: [{ kind: "preset", name: "quake3" }] }] },
      ],
      engine: { preset: "xen-3.3", maxIterations: 20 },
      peers: [{ name: "database", place: "source", flows: [{ message: "4 KiB", send: "50 MB/s" }] }],
      channel: { kind: "xenvmc-modified", rehome: true, modified: { batchWait: "20 us" } },
    };
    // @ts-expect-error XenVMC does not re-home its rings.
    const otherKind: Scenario = { ...scenario, channel: { kind: "xenvmc", rehome: true } };
    // @ts-expect-error A sweep has no run.
    const wrong: Scenario = { ...scenario, workload: [{ kind: "sweep", size: 1, rate: 1, run: 2 }] };
    expect(parseScenario(scenario).vm.memoryBytes).toBe(2 ** 30);
    expect(() => parseScenario(wrong)).toThrow(ConfigError);
    expect(() => parseScenario(otherKind)).toThrow(ConfigError);
  });

  it("has a type that accepts read-only data", () => {
    const scenario = {
      version: 1,
      vm: { memory: "1 GiB" },
      link: { bandwidth: 1e9 },
      workload: [
        { kind: "classes", classes: [{ size: 4096, rate: 1 }] },
        { kind: "trace", events: [[0.5, 7]] },
        { kind: "phases", phases: [{ duration: 1, workload: [{ kind: "sweep", size: 4096, rate: 1 }] }] },
      ],
    } as const;
    const typed: Scenario = scenario;
    const sources: readonly Source[] = scenario.workload;
    expect([parseScenario(typed).workload.length, sources.length]).toEqual([3, 3]);
  });

  it("is the same from JSON, from YAML and from an object, which is not changed", () => {
    const object = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: 1e9 }, workload: [{ kind: "uniform", size: 1e6, rate: 3 }] };
    const before = structuredClone(object);
    const scenario = parseScenario(object);
    expect(parseScenario(JSON.stringify(object))).toEqual(scenario);
    expect(object).toEqual(before);
    expect(Object.isFrozen(object)).toBe(false);
  });

  it("is deeply frozen", () => {
    const scenario = parseScenario(
      `${HEAD}workload: [{ kind: preset, name: xen-busy-128 }, { kind: trace, events: [[0, 1]] }]\nchannel: xenvmc\npeers: [{ name: a, place: source, flows: [{ message: 1, send: 1 B/s }] }]\n`,
    );
    const thawed: unknown[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(value);
      // The columns of a trace are copied for each look at them.
      for (const { value: child } of Object.values(Object.getOwnPropertyDescriptors(value))) visit(child);
    };
    visit(scenario);
    expect(thawed).toEqual([]);
  });

  it("gives away copies of a trace's columns, in JSON and in clones too", () => {
    const scenario = parseScenario(`${HEAD}workload: [{ kind: trace, events: [[0, 1], [2, 3]] }]\n`);
    const columns = { seconds: [0, 2], pages: [1, 3] };
    const [trace] = scenario.workload as unknown as [{ seconds: number[]; pages: number[] }];
    trace.seconds.length = 0;
    trace.pages[0] = 7;
    expect(trace).toMatchObject(columns);
    expect(structuredClone(scenario).workload).toMatchObject([columns]);
    expect(JSON.parse(JSON.stringify(scenario)).workload).toMatchObject([columns]);
  });
});

describe("placement", () => {
  const starts = (sources: string) => workloadOf(sources).map((source) => ("startPage" in source ? source.startPage : source.kind));

  it("places a region without a start after the last such region, and at page 0 again if it does not fit", () => {
    const region = (size: string, start = "") => `  - { kind: uniform, size: ${size}, rate: 1${start} }\n`;
    const sources = [
      region("512 MiB"),
      region("256 MiB", ", start: 7"),
      region("256 MiB"),
      region("256 MiB"),
      region("512 MiB"),
      region("4 KiB"),
    ];
    expect(starts(sources.join(""))).toEqual([0, 7, 131_072, 196_608, 0, 131_072]);
  });

  it("places hot and cold together, with and without a start", () => {
    const hotCold = (start: string) => `  - { kind: hot-cold, hot: { size: 16 KiB, rate: 1 }, cold: { size: 8 KiB, rate: 1 }${start} }\n`;
    expect(starts(hotCold("") + hotCold(", start: 1000") + hotCold(""))).toEqual([0, 4, 1000, 1004, 6, 10]);
  });

  it("rounds sizes up to whole pages of the page size", () => {
    const text =
      "version: 1\nvm: { memory: 1 GiB, pageSize: 2 MiB }\nlink: { bandwidth: 1e9 }\nworkload: [{ kind: sweep, size: 3 MB, rate: 1 }]\n";
    expect(parseScenario(text).workload).toMatchObject([{ pages: 2 }]);
  });
});

describe("messages", () => {
  it("list every fault with its position in the file, what was expected and received, and a suggestion", () => {
    const text = `version: 1
vm:
  memroy: 4 GiB
link: { bandwidth: 1 Gbit }
workload:
  - kind: unifrom
  - kind: uniform
    size: 2 GiB
    rate: many
engine: xen-4.11
`;
    expect(issuesOf(text, { fileName: "bad.yaml" }).message).toBe(`bad.yaml has 6 faults:
  bad.yaml:3:3: vm.memory: expected a size > 0 such as 4 GiB (a bare number counts bytes, at least 1048576), received nothing
  bad.yaml:3:3: vm.memroy: expected no such key, received the key "memroy"; did you mean memory?
  bad.yaml:4:20: link.bandwidth: expected a bandwidth > 0 and <= 1000000000000000 such as 10 Gbit/s (a bare number counts bits/s, at least 1000000): "Gbit" is not one of its units, received "1 Gbit"; did you mean 1 Gbit/s?
  bad.yaml:6:11: workload[0].kind: expected one of uniform, hot-cold, classes, zipf, power-law, sweep, burst, phases, trace, preset, received "unifrom"; did you mean uniform?
  bad.yaml:9:11: workload[1].rate: expected a write rate >= 0 such as 20 k/s or 80 MB/s (a bare number counts page writes/s), received "many"
  bad.yaml:10:9: engine: expected one of 44 names (xenvmc-sim presets lists them), received "xen-4.11"; did you mean xen-4.10?`);
  });

  it.each([
    [
      "workload: [{ kind: uniform, size: 2 GiB, rate: 1 }]",
      "line 4:35: workload[0].size: expected a region within the 262144 pages of memory, received 524288 pages",
    ],
    [
      "workload: [{ kind: uniform, size: 8 KiB, rate: 1, start: 262143 }]",
      "line 4:58: workload[0].start: expected a region within the 262144 pages of memory, received pages 262143 to 262144",
    ],
    [
      "workload: [{ kind: uniform, size: 8 KiB, rate: 1, layout: scattered, run: 2 }]",
      "line 4:75: workload[0].run: expected a run of 1 in a scattered region, where no pages are in a row, received 2",
    ],
    [
      "workload: [{ kind: phases, phases: [{ workload: [{ kind: phases }] }] }]",
      'line 4:58: workload[0].phases[0].workload[0].kind: expected one of uniform, hot-cold, classes, zipf, power-law, sweep, burst, preset (phases do not nest), received "phases"',
    ],
    [
      "workload: [{ kind: phases, repeat: true, phases: [{ workload: [] }] }]",
      "line 4:51: workload[0].phases[0].duration: expected a duration, as phases that repeat all end, received nothing",
    ],
    [
      "workload: [{ kind: preset, name: kernelcompile }]",
      'line 4:34: workload[0].name: expected the name of a workload preset (xenvmc-sim presets lists them), received "kernelcompile"; did you mean kernel-compile?',
    ],
    ["channel: xenvm", 'line 4:10: channel: expected one of netfront, xenvmc, xenvmc-modified, received "xenvm"; did you mean xenvmc?'],
    [
      "peers: [{ name: a, place: source }, { name: a, place: elsewhere }]",
      'line 4:45: peers[1].name: expected a unique name (peers[0] has this one), received "a"',
    ],
    [
      "channel: { kind: xenvmc, xenvmc: { splitsLargeMessages: false } }\npeers: [{ name: a, place: source, flows: [{ message: 1 MiB, send: 1 MB/s }] }]",
      "line 5:54: peers[0].flows[0].message: expected at most 524272 bytes, the largest message of the channel, which does not split larger ones, received 1048576 bytes",
    ],
    [
      "channel: { kind: xenvmc-modified, modified: { batching: false, batchWait: 50 us } }",
      "line 4:75: channel.modified.batchWait: expected no such parameter where batching is false, received 0.00005",
    ],
    ["sweep: { seed: [1, 2] }", 'line 4:1: sweep: expected no such key: what a study varies is in study.vary, received the key "sweep"'],
    [
      "workload: [{ kind: trace, events: [[1, 5], [0.5, 6]] }]",
      "line 4:44: workload[0].events[1]: expected seconds that never go back (before it: 1), received 0.5,6",
    ],
    ["seed: 1\nseed: 2", 'line 5:1: expected each key of a mapping once, received "seed" again'],
    [
      "engine: { preset: xen-3.3, rateMaxMbit: 5 }",
      "line 4:41: engine.rateMaxMbit: expected no such parameter where rateControl is none, received 5",
    ],
    [
      "engine: { preset: xen-nsdi05, rateMaxMbit: 781251 }",
      "line 4:44: engine.rateMaxMbit: expected a number >= 0 and <= 781250, received 781251",
    ],
    [
      "engine: { preset: xen-3.3, growthRule: true }",
      "line 4:40: engine.growthRule: expected false where rateControl is none, received true",
    ],
    [
      "engine: { preset: xen-nsdi05, rateControl: none, finalRoundUnlimited: false }",
      "line 4:71: engine.finalRoundUnlimited: expected true where rateControl is none, received false",
    ],
    [
      "engine: { preset: xen-2.0, growthRule: false }",
      "line 4:40: engine.growthRule: expected rateControl none, or else rateLimitsLink or growthRule: nothing depends on the rate, received rateControl ratchet, rateLimitsLink false, growthRule false",
    ],
    [
      "engine: { preset: xen-2.0, finalRoundUnlimited: false }",
      "line 4:49: engine.finalRoundUnlimited: expected true where rateLimitsLink is false, received false",
    ],
    [
      "engine: { preset: xen-4.2, skipDirtyPages: false }",
      "line 4:44: engine.skipDirtyPages: expected skipDirtyPages to be true, or allocateOnlyFirstRound false: a round that skips nothing lists nothing without content, received false",
    ],
  ])("%s", (text, message) => {
    expect(issuesOf(`${HEAD}${text}\n`).message).toBe(`the scenario has 1 fault:\n  ${message}`);
  });

  it("have the same content as data", () => {
    const error = issuesOf(`${HEAD}seeds: 3\n`);
    expect(error.name).toBe("ConfigError");
    expect(error.issues).toEqual([
      { path: "seeds", expected: "no such key", received: 'the key "seeds"', suggestion: "seed", line: 4, column: 1 },
    ]);
  });

  it("show no control characters of the text, and long or unusual keys in brackets", () => {
    const { message } = issuesOf(
      JSON.stringify({ version: 1, "\u001b[31m\u009b": 1, vm: { memory: "1 GiB" }, link: { bandwidth: "\u202e1" } }),
    );
    expect(message.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(issuesOf(`${HEAD}${"k".repeat(500)}: 1\n`).message.length).toBeLessThan(500);
  });

  it("show half a surrogate pair as an escape, and never make one by cutting a text", () => {
    expect(issuesOf("|\ud800\n\n").message).toContain("\\u{d800}");
    for (let length = 50; length < 70; length++) {
      const { message } = issuesOf(`${HEAD}fidelity: ${"a".repeat(length)}${"\u{1f600}".repeat(200)}\n`);
      expect(message).not.toMatch(/\p{Cs}|\\u\{?d[89a-f]/u);
    }
    expect(issuesOf(`${HEAD}seeds: 3\n`, { fileName: "a\u001b[31m.yaml" }).message).not.toContain("\u001b");
  });

  it("name the line of a trace file", () => {
    const error = issuesOf(`${HEAD}workload: [{ kind: trace, file: a.csv }]\n`, { loadText: () => "0,1\n\n0.5,x\n1,262144\n" });
    expect(error.issues.map((issue) => `${issue.expected}; ${issue.received}`)).toEqual([
      "a page number >= 0 in line 3 of a.csv; 0.5,x",
      "pages below 262144, the end of memory in line 4 of a.csv; 1,262144",
    ]);
  });
});

describe("contradictions about zero pages", () => {
  const text = (zero: number, workload: string) =>
    `version: 1\nvm: { memory: 16 KiB, content: { zero: ${zero}, where: outside the workload } }\nlink: { bandwidth: 1e9 }\nworkload: ${workload}\n`;

  it.each([
    [0.5, "[{ kind: sweep, size: 8 KiB, rate: 1 }]", true],
    [0.75, "[{ kind: sweep, size: 8 KiB, rate: 1 }]", false],
    [0.5, "[{ kind: sweep, size: 8 KiB, rate: 1 }, { kind: sweep, size: 8 KiB, rate: 1, start: 0 }]", true],
    [0.5, "[{ kind: trace, events: [[0, 3], [1, 2]] }]", true],
    [0.75, "[{ kind: trace, events: [[0, 3], [1, 2]] }]", false],
    [0.25, "[{ kind: sweep, size: 8 KiB, rate: 1 }, { kind: burst, size: 4 KiB, period: 1, layout: scattered }]", true],
    [0.5, "[{ kind: sweep, size: 8 KiB, rate: 1 }, { kind: burst, size: 4 KiB, period: 1, layout: scattered }]", false],
  ])("a share of %d beside %s", (zero, workload, accepted) => {
    if (accepted) expect(parseScenario(text(zero, workload)).vm.content.zeroRatio).toBe(zero);
    else expect(issuesOf(text(zero, workload)).issues.map((issue) => issue.path)).toEqual(["vm.content.zero"]);
  });
});

describe("the examples", () => {
  const directory = new URL("../../examples/", import.meta.url);
  const names = readdirSync(directory).filter((name) => name.endsWith(".yaml"));

  it("exist", () => {
    expect(names.length).toBeGreaterThan(3);
  });

  it.each(names)("%s is a valid scenario", (name) => {
    const read = (path: string) => readFileSync(new URL(path, directory), "utf8");
    expect(parseScenario(read(name), { fileName: name, loadText: read }).name).toMatch(/\w+ \w+/);
  });
});
