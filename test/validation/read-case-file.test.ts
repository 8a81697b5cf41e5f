import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/index.js";
import type { ObservedMigration } from "../../src/logs.js";
import { unitsOf } from "../../src/validation/case-file-schema.js";
import { VALIDATION_CASES } from "../../src/validation/cases.js";
import { casesOfLog, type OwnCase, readCaseFile } from "../../src/validation/read-case-file.js";

const CASE = {
  name: "one",
  source: "our hosts",
  scenario: { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" }, engine: "qemu-10.0" },
  figures: [{ label: "total time", path: "totals.totalSeconds", unit: "s", measured: 1, tolerance: { relative: 0.1 } }],
};
const FILE = { version: 1, group: "mine", cases: [CASE] };
const [FIGURE] = CASE.figures;

function faultsOf(file: unknown): string[] {
  try {
    readCaseFile(typeof file === "string" ? file : JSON.stringify(file, undefined, 1), "mine.json");
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ path, expected, received, suggestion }) => {
      return `${path}: expected ${expected}, received ${received}${suggestion === undefined ? "" : `; ${suggestion}?`}`;
    });
  }
  return [];
}

describe("readCaseFile", () => {
  it("fills in what is left out", () => {
    const { group, title, cases } = readCaseFile(JSON.stringify(FILE), "mine.json");
    expect([group, title]).toEqual(["mine", "mine"]);
    expect(cases[0]).toMatchObject({
      name: "one",
      group: "mine",
      evidence: "B",
      tag: "measured",
      note: "",
      figures: [FIGURE],
      variants: [],
    });
  });

  it.each([
    ["", "expected validation cases in YAML or JSON, received an empty text"],
    [{ ...FILE, cases: [] }, "cases: expected at least one case, received none"],
    [{ ...FILE, version: 2 }, "version: expected 1, received 2"],
    [{ ...FILE, extra: 1 }, 'extra: expected one of the keys version, group, title, cases, received the key "extra"'],
    [{ ...FILE, cases: [CASE, CASE] }, 'cases[1].name: expected a name that no other case has, received "one"'],
    [{ ...FILE, cases: [{ ...CASE, source: undefined }] }, "cases[0].source: expected a text, received nothing"],
    [{ ...FILE, cases: [{ ...CASE, logFile: "a.log" }] }, "cases[0].logFile: expected either figures or logFile, received both"],
    [
      { ...FILE, cases: [{ ...CASE, figures: undefined }] },
      "cases[0].figures: expected at least one figure, or a log as logFile, received none",
    ],
    [{ ...FILE, cases: [{ ...CASE, figures: [] }] }, "cases[0].figures: expected at least one figure, or a log as logFile, received none"],
    [{ ...FILE, cases: [{ ...CASE, evidence: "D" }] }, "cases[0].evidence: expected one of A, B, C"],
    [withFigure({ path: "totals.totalSecond" }), '"totals.totalSecond"; totals.totalSeconds?'],
    [withFigure({ path: "rounds[0].live" }), "cases[0].figures[0].path: expected one of liveRounds"],
    [withFigure({ path: "totals.constructor" }), "cases[0].figures[0].path: expected one of liveRounds"],
    [withFigure({ unit: "pages" }), 'cases[0].figures[0].unit: expected s or ms or us for totals.totalSeconds, received "pages"'],
    [withFigure({ measured: -1 }), "cases[0].figures[0].measured: expected a number >= 0"],
    [withFigure({ unjudged: "why" }), "cases[0].figures[0]: expected either a tolerance or, as unjudged, why there is none, received both"],
    [withFigure({ tolerance: undefined }), "why there is none, received neither"],
    [withFigure({ tolerance: {} }), "cases[0].figures[0].tolerance: expected relative, absolute or factor, received none of them"],
    [withFigure({ tolerance: { absolute: 1, percentile: 0.9 } }), "tolerance.percentile: expected relative beside percentile"],
    [withFigure({ tolerance: { factor: 2, relative: 0.1 } }), "tolerance.factor: expected factor alone"],
    [withFigure({ set: ["engine=qemu-99"] }), "cases[0].figures[0].set.engine: expected"],
    [withVariants([{ name: "v", set: [], mustMiss: ["total tim"] }]), '"total tim"; total time?'],
    [withVariants([{ name: "v", set: ["link.bandwith=1"] }]), "cases[0].variants[0].set.link.bandwith: expected no such key"],
    [{ ...FILE, cases: [{ ...CASE, scenario: { version: 1 } }] }, "cases[0].scenario.vm: expected a mapping, received nothing"],
    [{ ...FILE, cases: [{ ...CASE, scenario: "mine.yaml" }] }, 'cases[0].scenario: expected a mapping, received "mine.yaml"'],
  ])("refuses a broken file: %#", (file, expected) => {
    expect(faultsOf(file).join("\n")).toContain(expected);
  });

  it("lists every fault, each with its line", () => {
    const text = [
      "version: 1",
      "group: mine",
      "cases:",
      "  - name: one",
      "    source: us",
      "    scenario:",
      "      version: 1",
      "      vm: { memory: 1 GiB }",
      "      link: { bandwidth: fast }",
      "    figures:",
      "      - { label: a, path: totals.nothing, unit: s, measured: 1, tolerance: { relative: 0.1 } }",
      "      - { label: a, path: totals.rounds, unit: s, measured: 1 }",
    ].join("\n");
    expect(() => readCaseFile(text, "mine.yaml")).toThrow(/^mine\.yaml has 5 faults:/);
    expect(() => readCaseFile(text, "mine.yaml")).toThrow(/mine\.yaml:9:26: cases\[0\]\.scenario\.link\.bandwidth: /);
    expect(() => readCaseFile(text, "mine.yaml")).toThrow(/mine\.yaml:11:27: cases\[0\]\.figures\[0\]\.path: /);
    expect(() => readCaseFile(text, "mine.yaml")).toThrow(/mine\.yaml:12:18: cases\[0\]\.figures\[1\]\.label: /);
  });

  it("has every figure and unit that the package's own cases use", () => {
    for (const { windows, figures } of VALIDATION_CASES) {
      if (windows !== undefined) continue;
      for (const { path, unit } of figures) expect(unitsOf(path), path).toContain(unit);
    }
  });
});

function withFigure(changes: object): object {
  return { ...FILE, cases: [{ ...CASE, figures: [{ ...FIGURE, ...changes }] }] };
}

function withVariants(variants: readonly object[]): object {
  return { ...FILE, cases: [{ ...CASE, variants }] };
}

describe("casesOfLog", () => {
  const own = { ...readCaseFile(JSON.stringify(FILE), "mine.json").cases[0], figures: [], logFile: "a.log" } as OwnCase;
  const observed: ObservedMigration = {
    firstLine: 1,
    lastLine: 9,
    end: "completed",
    totalSeconds: 12,
    last: { line: 9, normalPages: 1000 },
    samples: [],
    rounds: [],
    pauseParts: [],
    dirtyRates: [],
  };

  it("makes a case of each migration that has an end and figures", () => {
    const [one, ...more] = casesOfLog(own, [observed]);
    expect([one?.name, more.length]).toEqual(["one", 0]);
    expect(one?.figures.map(({ label, measured }) => [label, measured])).toEqual([
      ["total time", 12],
      ["pages with content", 1000],
    ]);
    const several = casesOfLog(own, [observed, { ...observed, name: "b", firstLine: 11 }, { ...observed, end: "unfinished" }]);
    expect(several.map(({ name }) => name)).toEqual(["one, line 1", "one, b"]);
    expect(casesOfLog(own, [{ ...observed, end: "unfinished" }])).toEqual([]);
  });

  it("refuses a control for a figure that the log does not have or that is not judged", () => {
    const controlled = { ...own, variants: [{ name: "v", set: [], mustMiss: ["downtime"] }] };
    expect(() => casesOfLog(controlled, [{ ...observed, downtimeSeconds: 1 }])).toThrow(
      "figures of the log that are judged: total time, pages with content",
    );
  });
});
