import { describe, expect, it } from "vitest";
import { jsonPieces, MappedList } from "../../src/output/json-pieces.js";

const textOf = (value: unknown): string => [...jsonPieces(value)].join("");

describe("jsonPieces", () => {
  const long = Array.from({ length: 101 }, (_, index) => ({ index, list: [index, { deep: "a\nb" }] }));
  it.each<[string, unknown]>([
    ["values", { a: 1, b: -0, c: null, d: 'x\n\u2028"', e: true, f: undefined, 7: 1e21 }],
    ["empty lists and mappings", { a: [], b: {}, c: [[], {}] }],
    ["nested lists", { a: [[1, 2], [{ b: [3] }]], c: [undefined, null] }],
    ["a long list", { long, after: [1] }],
    ["a list of a mapping without a prototype", [Object.assign(Object.create(null), { a: 1 })]],
    ["what is no mapping", { dates: [new Date(0)], columns: new Float64Array([1, 2]) }],
    ["a bare value", 7],
  ])("gives the text of JSON.stringify: %s", (_, value) => {
    expect(textOf(value)).toBe(JSON.stringify(value, undefined, 2));
  });

  it("converts the elements of a mapped list one by one", () => {
    let made = 0;
    const pieces = jsonPieces({ runs: new MappedList(long, (item) => [++made, item.index]) });
    expect([...Array(4)].map(() => pieces.next().done)).toEqual([false, false, false, false]);
    expect(made).toBeLessThan(3);
    expect(textOf(new MappedList([1, 2], (item) => ({ item })))).toBe(JSON.stringify([{ item: 1 }, { item: 2 }], undefined, 2));
    expect(textOf(new MappedList([], (item) => item))).toBe("[]");
  });

  it.each([{ value: Number.NaN }, { list: [{ value: Number.NaN }] }, { list: [...long, { value: Number.NaN }] }])(
    "refuses NaN",
    (report) => {
      expect(() => textOf(report)).toThrow(/value: NaN is not a finite number/);
    },
  );
});
