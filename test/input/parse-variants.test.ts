import { describe, expect, it } from "vitest";
import { parseVariants } from "../../src/input/parse-variants.js";
import { ConfigError } from "../../src/scenario/config-error.js";

function issuesOf(text: string) {
  try {
    parseVariants(text, "variants.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, line, expected }) => [path, line, expected]);
    throw error;
  }
  return [];
}

describe("variants as text", () => {
  it("become overrides with values as in YAML", () => {
    expect(parseVariants("a: { channel: netfront }\nb: { link.bandwidth: 10 Gbit/s, 'peers[0].flows': [], x: 1 }")).toEqual([
      { label: "a", overrides: ['channel="netfront"'] },
      { label: "b", overrides: ['link.bandwidth="10 Gbit/s"', "peers[0].flows=[]", "x=1"] },
    ]);
  });

  it("are refused with every fault and its line", () => {
    expect(issuesOf("a: xenvmc\nb:\n  seed: 2\n  runs: 3\nc: { version: 1 }")).toEqual([
      ["a", 1, "a mapping of paths to values, such as { vm.memory: 1 GiB }"],
      ["b.seed", 3, "a field that may vary: seed is the same for all"],
      ["b.runs", 4, "a field that may vary: runs is the same for all"],
      ["c.version", 5, "a field that may vary: version is the same for all"],
    ]);
    expect(issuesOf("a: { channel: xenvmc }")).toEqual([["", 1, "at least two variants to compare"]]);
    expect(issuesOf("' ': {}\nb:\n  seed.x: 1\n  link..bandwidth: 1 Gbit/s\n  study: {}\n  name: c")).toEqual([
      ['[" "]', 1, "a name of 1 to 100 characters"],
      ['b["seed.x"]', 3, "a field that may vary: seed is the same for all"],
      ['b["link..bandwidth"]', 4, "a path of a field as in --set: link.bandwidth, workload[0].rate"],
      ["b.study", 5, "a field that may vary: study is the same for all"],
      ["b.name", 6, "a field that may vary: name is the same for all"],
    ]);
    expect(issuesOf("[a, b]")[0]?.[2]).toContain("a mapping from names of variants");
    expect(issuesOf("a: {channel: xenvmc}\na: {channel: netfront}\nb: {}").length).toBe(1);
  });
});
