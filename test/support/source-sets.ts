/** Sets of sources in a guest of 8192 pages, one per way in which they write or overlap. */
import type { WriteSource } from "../../src/pages/write-source.js";
import { sourceOf } from "./pages-cases.js";

export const uniform = { kind: "uniform", meanRunPages: 1 } as const;
export const sweep = { kind: "sweep", stridePages: 1, offsetPages: 300 } as const;
const phase = (onSeconds: number, offSeconds: number) => ({ periodSeconds: 0.7, onSeconds, offSeconds, elapsedSeconds: 0.1 });

/** A burst of 300 pages every `periodSeconds` together with single writes. */
export function burstSet(periodSeconds: number): readonly WriteSource[] {
  return [sourceOf(3000, 300, { kind: "burst", periodSeconds }), sourceOf(100, 3000, { ...uniform, writesPerSecond: 2000, stream: 2 })];
}

export const SOURCE_SETS: Readonly<Record<string, readonly WriteSource[]>> = {
  "hot-cold": [
    sourceOf(500, 400, { ...uniform, writesPerSecond: 8000 }),
    sourceOf(900, 6000, { ...uniform, writesPerSecond: 2000, stream: 2 }),
  ],
  overlap: [
    sourceOf(500, 3500, { ...uniform, writesPerSecond: 4000 }),
    sourceOf(2000, 5000, { ...uniform, writesPerSecond: 3000, stream: 2 }),
  ],
  "zipf in runs": [sourceOf(100, 6000, { kind: "zipf", exponent: 1.2, meanRunPages: 5, writesPerSecond: 12_000 })],
  "power law": [sourceOf(100, 6000, { kind: "power-law", exponent: 4, meanRunPages: 1, writesPerSecond: 12_000 })],
  phases: [
    sourceOf(500, 3000, { ...uniform, gate: phase(0, 0.4), writesPerSecond: 9000 }),
    sourceOf(2500, 3000, { ...uniform, gate: phase(0.4, 0.7), writesPerSecond: 5000, stream: 2 }),
  ],
  "sweep over uniform": [
    sourceOf(1000, 2500, { ...sweep, writesPerSecond: 4500 }),
    sourceOf(500, 2000, { ...uniform, writesPerSecond: 2500, stream: 2 }),
  ],
  scattered: [
    sourceOf(500, 2000, { ...uniform, writesPerSecond: 9000 }, "scattered"),
    sourceOf(1500, 1000, { ...uniform, writesPerSecond: 1500, stream: 2 }),
  ],
  "scattered zipf": [
    sourceOf(500, 2000, { kind: "zipf", exponent: 1.1, meanRunPages: 1, writesPerSecond: 9000 }, "scattered"),
    sourceOf(1500, 1000, { ...uniform, writesPerSecond: 1500, stream: 2 }),
  ],
};
