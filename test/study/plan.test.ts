import { describe, expect, it } from "vitest";
import { openScenarioText } from "../../src/input/parse-text.js";
import { ConfigError } from "../../src/scenario/config-error.js";
import { planStudy, type StudyPlan } from "../../src/study/plan.js";
import { valuesAt } from "../../src/study/study.js";

const BASE = `version: 1
vm: { memory: 64 MiB }
link: { bandwidth: 1 Gbit/s }
workload: [ { kind: uniform, size: 4 MiB, rate: 2 k/s } ]
peers: [ { name: database, place: source, flows: [ { message: 4 KiB, send: 2 MB/s, receive: 2 MB/s } ] } ]
`;

function plan(study: string, overrides: readonly string[] = []): StudyPlan {
  const { value, origin } = openScenarioText(`${BASE}${study}`, { overrides });
  return planStudy(value, { origin });
}

function faultsOf(study: string): string[] {
  try {
    plan(study);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

describe("the study of laboratory.md", () => {
  const { study, points, cell } = plan(`study:
  question: For which traffic?
  vary:
    link.bandwidth: [1 Gbit/s, 10 Gbit/s]
    "peers[0].flows[0].receive": { from: 1 MB/s, to: 500 MB/s, steps: 9, scale: log }
    memory:
      - { label: small, set: { vm.memory: 64 MiB, "workload[0].size": 4 MiB } }
      - { label: large, set: { vm.memory: 128 MiB, "workload[0].size": 8 MiB } }
  variants:
    netfront: { channel: netfront }
    xenvmc: { channel: xenvmc }
  runs: 20
  goals: { totalSeconds: "< 5 min", downtimeSeconds: "<= 1 s" }
  figures: [ { x: receive, y: totalSeconds, lines: variant, panels: link.bandwidth } ]
`);

  it("has the product of its axes, the last the fastest", () => {
    expect(points).toBe(36);
    const labels = [0, 1, 2, 18, 35].map((point) => valuesAt(study, point).map(({ label }) => label));
    expect(labels).toEqual([
      ["1 Gbit/s", "1 MB/s", "small"],
      ["1 Gbit/s", "1 MB/s", "large"],
      ["1 Gbit/s", "2.175 MB/s", "small"],
      ["10 Gbit/s", "1 MB/s", "small"],
      ["10 Gbit/s", "500 MB/s", "large"],
    ]);
  });

  it("has its numbers in base units", () => {
    const [bandwidth, receive, memory] = study.axes;
    expect(bandwidth).toMatchObject({ kind: "number", unit: "bits/s", scale: "lin", values: [{ value: 1e9 }, { value: 1e10 }] });
    expect(receive).toMatchObject({ kind: "number", unit: "bytes/s", scale: "log" });
    for (const [index, { value }] of (receive?.values ?? []).entries()) expect(value).toBeCloseTo(1e6 * 500 ** (index / 8), -0.5);
    expect(memory).toMatchObject({ kind: "name", values: [{ value: "small" }, { value: "large" }] });
    expect(study.goals).toMatchObject([
      { figure: "totalSeconds", bound: "<", value: 300 },
      { figure: "downtimeSeconds", bound: "<=", value: 1 },
    ]);
    expect(study.figures).toEqual([{ x: "peers[0].flows[0].receive", y: "totalSeconds", lines: "variant", panels: "link.bandwidth" }]);
  });

  it("makes the scenario of each cell", () => {
    const scenario = cell(35, 1);
    expect(scenario.link.bandwidthBitsPerSecond).toBe(1e10);
    expect(scenario.vm.memoryBytes).toBe(2 ** 27);
    expect(scenario.channel?.kind).toBe("xenvmc");
    expect(scenario.peers[0]?.flows[0]).toMatchObject({ receiveBytesPerSecond: 5e8 });
    expect(cell(0, 0)).toMatchObject({ seed: scenario.seed, vm: { memoryBytes: 2 ** 26 }, channel: { kind: "netfront" } });
  });
});

describe("what is left out", () => {
  it("is not checked cell by cell if it was before; a cell that has a fault tells it when it is made", () => {
    const { value } = openScenarioText(`${BASE}study:\n  vary: { vm.memory: [64 MiB, 8 MiB], "workload[0].size": [1 MiB, 16 MiB] }\n`);
    expect(() => planStudy(value as object)).toThrow(/at vm.memory 8 MiB, workload\[0\].size 16 MiB/);
    const checked = planStudy(value as object, { isChecked: true });
    expect(checked.cell(0, 0).vm.memoryBytes).toBe(2 ** 26);
    expect(() => checked.cell(3, 0)).toThrow(ConfigError);
  });

  it("has defaults", () => {
    expect(plan("study: {}")).toMatchObject({
      points: 1,
      study: { axes: [], variants: [{ name: "scenario", set: {} }], runs: 10, goals: [] },
    });
    expect(plan("runs: 7\nstudy: {}").study.runs).toBe(7);
    expect(plan("fidelity: expected\nstudy: {}").study.runs).toBe(1);
    expect(plan("study: { runs: 3 }", ["study.runs=5"]).study.runs).toBe(5);
    expect(plan("study: { until: { totalSeconds: 1 %, pagesSent: 100 } }").study).toMatchObject({
      until: {
        atMost: 200,
        widths: [
          { figure: "totalSeconds", width: { halfWidthRatio: 0.01 } },
          { figure: "pagesSent", width: { halfWidth: 100 } },
        ],
      },
    });
  });

  it("rounds steps to whole pages, or to whole numbers, where both ends are", () => {
    const valuesOf = (axis: string) => plan(`study: { vary: { ${axis} } }`).study.axes[0]?.values.map(({ value }) => value);
    expect(valuesOf("vm.memory: { from: 64 MiB, to: 1 GiB, steps: 4, scale: log }")).toEqual([67108864, 169103360, 426115072, 1073741824]);
    expect(valuesOf('"workload[0].rate": { from: 1, to: 100, steps: 4, scale: log }')).toEqual([1, 5, 22, 100]);
    expect(valuesOf("link.latency: { from: 1 ms, to: 3 ms, steps: 4 }")).toEqual([0.001, 0.00166666666667, 0.00233333333333, 0.003]);
  });
});

describe("every fault is listed with its place", () => {
  it.each<[string, readonly RegExp[]]>([
    [
      "study: { vary: { link.bandwidth: [] } }",
      [/^line 6:34: study\.vary\["link\.bandwidth"\]: expected a list of values.*received an empty list/],
    ],
    ["study: { vary: { link.bandwith: [1 Gbit/s] } }", [/no such key.*did you mean bandwidth/]],
    ["study: { vary: { seed: [1, 2] } }", [/name of no column/]],
    ["study: { vary: { runs: [1, 2] } }", [/a field that may vary/]],
    ["study: { vary: { link.bandwidth: [1 Gbit/s, 1 Gbit/s, 10 parsec] } }", [/values that differ.*twice/, /\[2\].*bandwidth.*10 parsec/]],
    [
      "study: { vary: { link.bandwidth: { from: 1 Gbit/s, to: -1 Gbit/s, steps: 1, scale: cubic, by: 3 } } }",
      [/one of lin, log/, /whole number >= 2/, /key "by"/, /\.to: expected a bandwidth/],
    ],
    [
      "study: { vary: { size: [ { label: a, set: { vm.memory: 3 GB } }, { set: {} }, 7 ] } }",
      [/whole number of pages/, /label: expected a text/, /a mapping \{ label, set \}/],
    ],
    [
      "study: { variants: { a: { seed: 2, link..x: 1 }, ' ': {} } }",
      [/a field that may vary: seed/, /a path of a field/, /a name of 1 to 100/],
    ],
    ["study: { variants: { a: { channel: xenvm } , b: 3 } }", [/did you mean xenvmc/, /a mapping of paths to values/]],
    [
      "study: { runs: 3, until: { totalSecond: 1 %, downtimeSeconds: 0 %, atMost: 3 } }",
      [/not both/, /did you mean totalSeconds/, /a width above 0/, /atMost: expected a whole number >= 10/],
    ],
    [
      'study: { goals: { totalSeconds: 5, rounds: "< 3 s", down: "< 1" } }',
      [/a bound such as "< 300 ms"/, /a bound such as "< 1000"/, /expected one of totalSeconds/],
    ],
    [
      "study: { figures: [ { x: bandwith, y: total }, { y: rounds } ] }",
      [/an axis of the study or variant: variant/, /expected one of totalSeconds/, /x: expected/],
    ],
    ["study: { varry: {} }", [/varry.*did you mean vary/]],
    ["engine: xen-99\nstudy: { runs: 0 }", [/engine: expected/, /study\.runs: expected a whole number/]],
    ["", [/study: expected a study: axes, variants and runs, received a scenario without one/]],
    // Each value by itself is right.
    [
      'study: { vary: { vm.memory: [4 MiB, 64 MiB], "workload[0].size": [2 MiB, 32 MiB] } }',
      [/^.*study: expected workload\[0\].* at vm\.memory 4 MiB, workload\[0\]\.size 32 MiB$/],
    ],
  ])("%s", (study, expected) => {
    const faults = faultsOf(study);
    for (const pattern of expected)
      expect(
        faults.filter((fault) => pattern.test(fault)),
        faults.join("\n"),
      ).not.toEqual([]);
    expect(faults.length, faults.join("\n")).toBe(expected.length);
  });
});
