import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";
import { findCases, VALIDATION_CASES, VALIDATION_GROUPS } from "../../src/validation/cases.js";
import { VALIDATION_GROUP_NAMES } from "../../src/validation/group-names.js";

const TAGS = ["measured", "published", "derived"];

describe("the validation cases", () => {
  it("have unique names and belong to a known group", () => {
    expect(new Set(VALIDATION_CASES.map((each) => each.name)).size).toBe(VALIDATION_CASES.length);
    expect(Object.keys(VALIDATION_GROUPS)).toEqual(VALIDATION_GROUP_NAMES);
    expect(VALIDATION_CASES.filter((each) => !(each.group in VALIDATION_GROUPS))).toEqual([]);
    expect(Object.keys(VALIDATION_GROUPS).filter((group) => !VALIDATION_CASES.some((each) => each.group === group))).toEqual([]);
  });

  it.each(VALIDATION_CASES.map((each) => [each.name, each] as const))("%s names its source and what it judges", (_name, each) => {
    expect(["A", "B", "C"]).toContain(each.evidence);
    expect(TAGS).toContain(each.tag);
    expect(each.source.length).toBeGreaterThan(10);
    expect(each.note.length).toBeGreaterThan(10);
    const labels = each.figures.map((figure) => figure.label);
    expect(new Set(labels).size).toBe(labels.length);
    for (const { tolerance, unjudged } of each.figures)
      expect([tolerance, unjudged].filter((given) => given !== undefined)).toHaveLength(1);
    const judged = each.figures.filter((figure) => figure.tolerance !== undefined).map((figure) => figure.label);
    for (const { mustMiss } of each.variants) expect(mustMiss.filter((label) => !judged.includes(label))).toEqual([]);
    expect(each.checks.length + judged.length).toBeGreaterThan(0);
  });

  it.each(VALIDATION_CASES.flatMap((each) => (each.scenario ? [[each.name, each] as const] : [])))(
    "%s has scenarios that parse",
    (_name, each) => {
      const settings = [[], ...each.figures.map((figure) => figure.set ?? []), ...each.variants.map((variant) => variant.set)];
      const unique = new Set(
        [...settings, ...each.distributions.map((distribution) => distribution.set)].map((set) => JSON.stringify(set)),
      );
      for (const set of unique) expect(parseScenario(each.scenario ?? {}, { overrides: JSON.parse(set) }).version).toBe(1);
    },
  );
});

describe("findCases", () => {
  it("finds all, by group, by case and by a prefix of either", () => {
    expect(findCases([])).toBe(VALIDATION_CASES);
    expect(findCases(["hines-2009"])).toHaveLength(5);
    expect(new Set(findCases(["qemu"]).map((each) => each.group))).toEqual(new Set(["qemu"]));
    expect(findCases(["hines-2009-8", "nsdi05-mm"]).map((each) => each.name)).toEqual(["hines-2009-8", "nsdi05-mmuncher"]);
    expect(findCases(["xen"]).map((each) => each.group)).toEqual(expect.arrayContaining(["xen-logs", "xen-4.17"]));
  });

  it("refuses unknown names", () => {
    const error = caught(() => findCases(["hines", "nothing", "", "xl-log-513"]));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).issues.map((issue) => issue.received)).toEqual(['"nothing"', '""', '"xl-log-513"']);
    expect((error as ConfigError).issues[2]?.suggestion).toBe("xl-log-512");
  });
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
