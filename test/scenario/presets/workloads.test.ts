import { describe, expect, it } from "vitest";
import { parseScenario } from "../../../src/input/parse-scenario.js";
import { workloadPresets } from "../../../src/scenario/presets/workloads.js";
import type { ResolvedSource } from "../../../src/scenario/resolved/resolved.js";

/** Sources of a preset, in a VM of the memory size it was made for. */
function sourcesOf(name: string): readonly ResolvedSource[] {
  const preset = workloadPresets().find((candidate) => candidate.name === name);
  if (preset === undefined) throw new Error(`no preset ${name}`);
  const workload = [{ kind: "preset", name }];
  return parseScenario({ version: 1, vm: { memory: preset.memory, vcpus: 4 }, link: { bandwidth: 1e9 }, workload }).workload;
}

/** Expected distinct pages after `seconds`: W (1 - exp(-w t / W)) per uniform class, min(w t, W) per sweep, W per burst. */
function dirtyPages(sources: readonly ResolvedSource[], seconds: number): number {
  return sources.reduce((sum, source) => {
    if (source.kind === "uniform") {
      const { pages } = source;
      return sum + pages * (1 - Math.exp((-source.writesPerSecond * seconds) / pages));
    }
    if (source.kind === "sweep") return sum + Math.min(source.pages, source.writesPerSecond * seconds);
    if (source.kind === "burst") return sum + source.pages;
    throw new Error(`no closed form for ${source.kind}`);
  }, 0);
}

describe("workload presets", () => {
  it.each(workloadPresets().map((preset) => preset.name))("%s fits the VM it was made for", (name) => {
    expect(sourcesOf(name).length).toBeGreaterThan(0);
  });

  it("have different names, descriptions and sources", () => {
    expect(new Set(workloadPresets().map((preset) => preset.name)).size).toBe(workloadPresets().length);
    for (const { description, provenance } of workloadPresets()) {
      expect(description).not.toBe("");
      expect(provenance.source).not.toBe("");
      expect(provenance.interval).not.toBe("");
      expect(description.includes("(synthetic)")).toBe(provenance.class === "synthetic");
    }
  });

  it("state what was fitted or assumed", () => {
    for (const { provenance } of workloadPresets()) if (provenance.class !== "published") expect(provenance.note).toMatch(/\w+ \w+/);
  });
});

describe("presets against the published counts of distinct pages", () => {
  /** The worst error at the digitised points, as stated by the preset, and these points: seconds, pages. */
  it.each<[string, number, readonly (readonly [number, number])[]]>([
    [
      "kernel-compile",
      0.056,
      [
        [0.21, 3176],
        [0.26, 3506],
        [0.49, 4177],
        [0.62, 4890],
        [0.68, 5112],
        [0.98, 5586],
        [1.5, 6258],
        [2, 6282],
        [8, 8000],
      ],
    ],
    [
      "oltp-osdb",
      0.018,
      [
        [0.096, 1477],
        [0.13, 1580],
        [0.24, 1730],
        [0.35, 1941],
        [0.49, 2162],
        [0.7, 2478],
        [0.96, 2854],
        [1.97, 3919],
        [8, 8065],
      ],
    ],
    [
      "quake3",
      0.025,
      [
        [0.018, 279],
        [0.037, 279],
        [0.085, 295],
        [0.16, 303],
        [0.32, 348],
        [8, 1294],
      ],
    ],
    [
      "specweb99-512",
      0.006,
      [
        [0.67, 9952],
        [0.81, 10_906],
        [1.4, 13_260],
        [1.8, 14_190],
        [2, 14_669],
        [2.9, 16_251],
        [4.8, 19_228],
        [5.7, 20_507],
        [8, 23_400],
      ],
    ],
    [
      "specweb99-800",
      0.143,
      [
        [54.1, 44_193],
        [10.1, 20_038],
        [3.1, 13_793],
        [1.2, 9872],
        [0.63, 6639],
        [0.39, 5662],
        [0.32, 6020],
        [0.34, 4777],
      ],
    ],
    [
      "xen-idle-pv512",
      0.04,
      [
        [7.83, 308],
        [0.028, 43],
      ],
    ],
    ["java-warehouse-256G", 0.001, [[1, 67_551]]],
    ["cint2000-gap", 0.001, [[8, 48_309]]],
    ["cint2000-eon", 0.005, [[8, 156]]],
    ["saturating-88pct", 0.001, [[3, 5418 * 256]]],
    ["stress-4x400", 0.001, [[0.68, 409_600]]],
  ])("%s within %f", (name, tolerance, curve) => {
    const sources = sourcesOf(name);
    for (const [seconds, pages] of curve) {
      const error = dirtyPages(sources, seconds) / pages - 1;
      expect(Math.abs(error), `${name} at ${seconds} s: ${(100 * error).toFixed(2)} %`).toBeLessThanOrEqual(tolerance);
    }
  });
});
