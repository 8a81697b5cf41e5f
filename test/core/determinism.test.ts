import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configOf, createCorePages, paceOf, pagesIn, sourceOf } from "../support/pages-cases.js";
import { configs, observe } from "../support/pages-programs.js";

const rules = fc.constantFrom("send" as const, "skip" as const, "allocate-only" as const);

describe("draws", () => {
  it("do not depend on the size of the steps in which a round is sent", () => {
    fc.assert(
      fc.property(
        configs,
        rules,
        fc.array(fc.double({ min: 0.001, max: 0.4, noNaN: true }), { maxLength: 30 }),
        (config, dirtyPageRule, steps) => {
          const pace = paceOf({ dirtyPageRule, batchPages: 50, bytesPerSecond: 2000, batchSeconds: 0.003 });
          const [once, often] = [createCorePages(config), createCorePages(config)];
          for (const pages of [once, often]) {
            pages.fillToSend();
            pages.beginRound(0, 0);
          }
          once.transfer(pace, Infinity);
          let untilSeconds = 0;
          for (const step of steps) {
            untilSeconds += step;
            often.transfer(pace, untilSeconds);
          }
          often.transfer(pace, Infinity);
          expect(observe(often)).toEqual(observe(once));
          expect(often.clean(9)).toBe(once.clean(9));
          expect(observe(often)).toEqual(observe(once));
        },
      ),
      { seed: 20260804, numRuns: 150 },
    );
  });

  it("of one source do not depend on the others", () => {
    const one = sourceOf(10, 3000, { kind: "uniform", writesPerSecond: 900, meanRunPages: 3, stream: 1 });
    const two = sourceOf(500, 3000, { kind: "zipf", writesPerSecond: 900, exponent: 1, meanRunPages: 1, stream: 2 });
    const logOf = (sources: readonly (typeof one)[]) => {
      const pages = createCorePages(configOf(5000, { sources }));
      for (const second of [0.1, 0.5, 1]) pages.peek(second);
      return pagesIn(pages, "log");
    };
    const [first, second] = [logOf([one]), logOf([two])];
    const both = new Set([...first, ...second]);
    expect(logOf([two, one])).toEqual([...both].sort((a, b) => a - b));
  });

  it("depend on seed and run, and repeat with them", () => {
    const source = sourceOf(0, 5000, { kind: "uniform", writesPerSecond: 2000, meanRunPages: 1 });
    const logOf = (seed: number, run: number) => {
      const pages = createCorePages(configOf(5000, { sources: [source], seed, run }));
      pages.peek(1);
      return Buffer.from(pages.snapshot("log")).toString("hex");
    };
    expect(logOf(1, 0)).toBe(logOf(1, 0));
    expect(new Set([logOf(1, 0), logOf(1, 1), logOf(2, 0), logOf(2 ** 40 + 1, 0)]).size).toBe(4);
  });
});
