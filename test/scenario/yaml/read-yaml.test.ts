import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { DEPTH_LIMIT } from "../../../src/scenario/limits.js";
import { readYaml } from "../../../src/scenario/yaml/read-yaml.js";

function valueIn(text: string): unknown {
  const { value, faults } = readYaml(text);
  expect(faults.map(({ expected }) => expected)).toEqual([]);
  return value;
}

/** `line:column expected …` of the fault that ended the parsing, or of the only fault. */
function faultOf(text: string): string {
  const { faults } = readYaml(text);
  expect(faults).toHaveLength(1);
  const [fault] = faults;
  const before = text.slice(0, fault?.offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} expected ${fault?.expected}, received ${fault?.received}`;
}

describe("values", () => {
  it.each<[text: string, value: unknown]>([
    ["", null],
    ["# nothing\n", null],
    ["a: b\nc: 1 # d\n", { a: "b", c: 1 }],
    ["a:\n  b:\n    - 1\n    - c: 2\n      d: 3\n    -\n", { a: { b: [1, { c: 2, d: 3 }, null] } }],
    ["a:\n- 1\n- - 2\n  - 3\nb:\n", { a: [1, [2, 3]], b: null }],
    ["{a: 1, b, c: , 'd': [x, y z, ], \"e\":2}", { a: 1, b: null, c: null, d: ["x", "y z"], e: 2 }],
    ["[a: 1, {b: 2}]", [{ a: 1 }, { b: 2 }]],
    ['{"a":\n\t[1,\n\t2]}', { a: [1, 2] }],
    ["- 0x1F\n- 0o17\n- 1e3\n- .5\n- -1\n- +1\n- 1.\n- 1_000", [31, 15, 1000, 0.5, -1, 1, 1, "1_000"]],
    ["[true, False, ~, null, Null, yes, .inf, -.INF, .nan]", [true, false, null, null, null, "yes", Infinity, -Infinity, Number.NaN]],
    ["[10 Gbit/s, 4 GiB, a:b, -x, http://a/b#c, 1:2]", ["10 Gbit/s", "4 GiB", "a:b", "-x", "http://a/b#c", "1:2"]],
    ["a: one\n  two\n\n  three\n", { a: "one two\nthree" }],
    ["a: 'it''s\n  so'\nb: \"x\\ty\\u00e9\\x41\\U0001F600 \\\n  z\\n\n  w\"", { a: "it's so", b: "x\tyéA😀 z\n w" }],
    [
      "a: |\n  x\n   y\n\n  z\n\nb: >-\n  q\n  r\n\n  s\nc: |+\n  t\n\nd: |2\n   u\n",
      { a: "x\n y\n\nz\n", b: "q r\ns", c: "t\n\n", d: " u\n" },
    ],
    ["a: &x { b: [1] }\nc: *x\nd: &y\n  e: *x\n", { a: { b: [1] }, c: { b: [1] }, d: { e: { b: [1] } } }],
    ["a: !!str 7 # seven", { a: "7" }],
    ["%YAML 1.2\n--- # begin\na: 1\n... # end\n# over\n", { a: 1 }],
    ["\uFEFFa: 1\r\nb: |\r\n  c\r\n", { a: 1, b: "c\n" }],
    ['{"__proto__": {"x": 1}}', JSON.parse('{"__proto__": {"x": 1}}')],
    ["//server/file", "//server/file"],
  ])("%j", (text, value) => {
    expect(valueIn(text)).toEqual(value);
  });

  it("cannot reach a prototype", () => {
    const value = valueIn("__proto__: { polluted: 1 }") as object;
    expect([Object.getPrototypeOf(value), Object.keys(value)]).toEqual([Object.prototype, ["__proto__"]]);
  });
});

describe("faults", () => {
  it.each([
    ["a: [1, 2\nb: 3\n", "2:1"],
    ["{a: 1, b: [2, 3}", "1:16"],
    ["a: {b: 1} c", "1:11"],
    ['a: "b', "1:6"],
    ['a: "\\q"', "1:5"],
    ["a: b: c", "1:4"],
    ["version 1\nvm: x", "1:1"],
    ["a: 1\n- b\n", "2:1"],
    ["a:\n  b: 1\n c: 2", "3:1"],
    ["a:\n\tb: 1", "2:1"],
    ["a: @b", "1:4"],
    ["a: !!int x", "1:4"],
    ["a: !secret x", "1:4"],
  ])("of the text in %j are the parser's, with their position", (text, place) => {
    expect(faultOf(text)).toMatch(new RegExp(`^${place} expected well-formed YAML or JSON, received this fault: .`));
  });

  it.each([
    ["a: 1\n---\nb: 2", "2:1 expected one document, received a second one"],
    ["a: \u0001", '1:4 expected text without control characters, received "\\u0001"'],
    ["? a\n: b", "1:1 expected a key without a question mark before it, received a question mark"],
    ["{[a]: b}", "1:2 expected a key that is a text, received another one"],
    [": b", "1:1 expected a key that is a text, received another one"],
    ["a: *x", "1:4 expected an alias of an anchor before it, received *x"],
    ["a: &x [*x]", "1:8 expected an alias of an anchor before it, received *x"],
    ["a: 1\nb: 2\na: 3\n", '3:1 expected each key of a mapping once, received "a" again'],
  ])("in %j", (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it.each(["!!omap [ a: 1 ]", "!!set { a, b }", "!!binary aGk=", "!!timestamp 2026-11-28", "!!merge <<"])(
    "%s: a tag of something other than plain data",
    (value) => {
      expect(faultOf(`a: ${value}`)).toMatch(/^1:\d+ expected one tag of the core schema at most, received tag:/);
    },
  );

  it.each(['// a comment\n{ "a": 1 }', '{ // one\n"a": 1 }', '{ "a": 1, // one\n"b": 2 }', '{ "a": "x" // one\n}', "[1, /* two */ 2]"])(
    "%j: JSON with comments",
    (text) => {
      expect(faultOf(text)).toMatch(/expected no such comment: JSON has none, in YAML they begin with #, received "\/[/*]/);
    },
  );

  it("about duplicate keys are listed up to 50, and counted beyond", () => {
    const { faults, moreFaults, isReadable, value } = readYaml("a: 1\n".repeat(1000));
    expect([faults.length, moreFaults, isReadable, value]).toEqual([50, 949, true, { a: 1 }]);
  });
});

describe("limits", () => {
  const shapes: Readonly<Record<string, (levels: number) => string>> = {
    "lists in brackets": (levels) => "[".repeat(levels) + "]".repeat(levels),
    "mappings in braces": (levels) => "{a: ".repeat(levels) + "}".repeat(levels),
    "lists by indentation": (levels) => `${"- ".repeat(levels)}1`,
    "mappings by indentation": (levels) => Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:\n`).join(""),
    "pairs in brackets": (levels) => `${"[".repeat(levels - 1)}a: 1${"]".repeat(levels - 1)}`,
    "aliases of aliases": (levels) =>
      `- &x0 1\n${Array.from({ length: levels - 1 }, (_, level) => `- &x${level + 1} [*x${level}]\n`).join("")}`,
  };

  it.each(Object.entries(shapes))("of depth: %s", (_, make) => {
    expect(readYaml(make(DEPTH_LIMIT)).faults).toEqual([]);
    expect(readYaml(make(DEPTH_LIMIT + 1)).faults).toMatchObject([{ expected: "at most 64 levels of lists and mappings" }]);
  });

  it("of depth, also near the end of the stack", () => {
    const deepen = (): void => {
      try {
        deepen();
      } catch {
        readYaml("[".repeat(900));
      }
    };
    expect(() => deepen()).not.toThrow("64");
    for (let times = 0; times < 3; times++) expect(readYaml("[".repeat(900)).faults).toHaveLength(1);
  });

  it("of the values that aliases expand to", () => {
    const bomb = [
      "a: &a [1,1,1,1,1,1,1,1,1]",
      ..."bcdefg".split("").map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[index]}`)}]`),
    ];
    expect(readYaml(bomb.slice(0, 4).join("\n")).faults).toEqual([]);
    expect(readYaml(bomb.join("\n")).faults).toHaveLength(1);
    expect(readYaml(`events:\n  ${bomb.join("\n  ")}`).faults).toHaveLength(1);
  });

  // Each of them takes hours if parsing is quadratic in the length.
  it.each<[name: string, text: string]>([
    ["complex keys", "? ".repeat(1e6)],
    ["exclamation marks", `a: ${"!".repeat(1e6)}`],
    ["anchors", `events: [${"&x 1,".repeat(4e5)}]`],
    ["aliases", `events: [&x 1, ${"*x, ".repeat(3e5)}]`],
    ["one key", "a: 1\n".repeat(3e5)],
    ["items", `events: [${"1,".repeat(1e6)}]`],
    ["rows", `events:\n${"- [1, 2]\n".repeat(2e5)}`],
    ["pairs", `events: [${"a: 1, ".repeat(3e5)}]`],
    ["many lines in quotes", `a: "${" b\n".repeat(5e5)}"`],
    ["many lines without quotes", `a:\n${" b\n".repeat(5e5)}`],
    ["a block of many lines", `a: >\n${" b\n".repeat(5e5)}`],
    ["empty lines after a block", `a: |+\n b${"\n".repeat(1e6)}`],
    ["empty lines after a text", `a: b${"\n".repeat(1e6)}`],
    ["escapes", `a: "${"\\n".repeat(1e6)}"`],
    ["quotes in quotes", `a: '${"''".repeat(1e6)}'`],
    ["colons", ":".repeat(1e6)],
    ["number signs", `a: b${"#".repeat(1e6)}`],
    ["comments", "#\n".repeat(1e6)],
    ["documents", "---\n".repeat(1e6)],
    ["directives", "%YAML 1.2\n".repeat(2e5)],
    ["digits", `a: ${"9".repeat(1e6)}.${"9".repeat(1e6)}x`],
    ["an open quote", `a: "${"x\\".repeat(1e6)}`],
    ["white space", `a:${" \t".repeat(1e6)}`],
  ])("of time: %s", (_name, text) => {
    expect(readYaml(text).faults.length).toBeLessThanOrEqual(51);
  });
});

describe("machine-written texts", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.double({ noNaN: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    ),
  }));

  it("parses the output of JSON.stringify", () => {
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1, 2, "\t"), (written, space) => {
        const text = JSON.stringify(written, null, space);
        // JSON escapes control characters, except DEL.
        expect(valueIn(text)).toEqual(JSON.parse(text));
      }),
      { seed: 20_261_128, numRuns: 400 },
    );
  });

  it("parses the output of the package yaml, in every style", () => {
    const style = fc.record({
      collectionStyle: fc.constantFrom<"block" | "flow" | "any">("block", "flow", "any"),
      defaultStringType: fc.constantFrom(...(["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL", "BLOCK_FOLDED"] as const)),
      defaultKeyType: fc.constantFrom<"PLAIN" | "QUOTE_DOUBLE">("PLAIN", "QUOTE_DOUBLE"),
      lineWidth: fc.constantFrom(20, 80),
      indentSeq: fc.boolean(),
    });
    const texts = fc.stringMatching(/^[ a-z0-9:#,.'"\n[\]{}-]{0,60}$/).filter((text) => text === "" || text.trim() !== "");
    const simple = fc.oneof(texts, fc.integer(), fc.boolean());
    // Not a bare string: the package writes one that begins with a space differently.
    const plain = fc.oneof(
      fc.array(simple),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(simple, fc.array(simple, { minLength: 1 }))),
    );
    fc.assert(
      fc.property(plain, style, (written, options) => {
        const text = stringify(written, undefined, { ...options, aliasDuplicateObjects: false });
        expect(valueIn(text)).toEqual(written);
      }),
      { seed: 20_261_129, numRuns: 600 },
    );
  });
});
