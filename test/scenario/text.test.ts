import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseScenarioText } from "../../src/input/parse-text.js";
import { ConfigError } from "../../src/scenario/config-error.js";
import { TEXT_BYTES_LIMIT } from "../../src/scenario/limits.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

const parsed = (text: string): object => parse(text) as object;

function errorOf(text: string, options: Parameters<typeof parseScenarioText>[1] = {}): ConfigError {
  try {
    parseScenarioText(text, options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the length of a text", () => {
  it("is limited to 16 MiB in UTF-8", () => {
    const comment = (bytes: number) => `${HEAD}#${"é".repeat((bytes - HEAD.length - 1) / 2)}`;
    const even = TEXT_BYTES_LIMIT - ((TEXT_BYTES_LIMIT - HEAD.length - 1) % 2);
    expect(parseScenarioText(comment(even)).version).toBe(1);
    expect(errorOf(comment(even + 2)).issues).toEqual([
      { path: "", expected: "a text of at most 16777216 bytes (16 MiB)", received: "a longer one" },
    ]);
    expect(errorOf("x".repeat(TEXT_BYTES_LIMIT + 1)).issues[0]?.received).toBe("a longer one");
  });
});

describe("a text without a scenario", () => {
  it.each(["", " \n\t\n", "# nothing yet\n", "\uFEFF"])("%j", (text) => {
    expect(errorOf(text).message).toBe(
      "the scenario has 1 fault:\n  expected a scenario in YAML or JSON, received an empty text, or one of comments alone",
    );
  });

  it("says that JSON has no comments", () => {
    expect(errorOf('{ "version": 1,\n  // the guest\n  "vm": { "memory": "1 GiB" } }').message).toBe(
      'the scenario has 1 fault:\n  line 2:3: expected no such comment: JSON has none, in YAML they begin with #, received "// the guest"',
    );
  });
});

describe("text on which the parser is slow", () => {
  it.each([
    ["more than 100 anchors", Array.from({ length: 101 }, (_, index) => `a${index}: &a${index} 1\n`).join(""), "at most 100 anchors"],
    ["keys with a question mark", `${"? ".repeat(400)}a`, "a key without a question mark before it"],
    ["more than 524288 tokens", "# x\n".repeat(300_000), "a text of at most 524288 tokens"],
    ["a value of more than a million characters", `name: ${"x".repeat(2 ** 20 + 1)}`, "a value of at most 1048576 characters"],
    ["65 levels", `a: ${"[".repeat(65)}`, "at most 64 levels of lists and mappings"],
  ])("is refused: %s", (_, text, expected) => {
    expect(errorOf(text).issues.map((issue) => issue.expected)).toEqual([expected]);
  });

  it("parses JSON of any number of tokens, without positions", () => {
    const events = Array.from({ length: 200_000 }, (_, index) => [index / 1000, 7]);
    const scenario = { ...parsed(HEAD), workload: [{ kind: "trace", events }] };
    expect(parseScenarioText(JSON.stringify(scenario)).workload).toMatchObject([{ kind: "trace" }]);
    expect(errorOf(JSON.stringify({ ...scenario, seeds: 1 })).issues).toMatchObject([{ path: "seeds" }]);
  });
});

describe("many faults", () => {
  it.each([
    ["unknown keys", Array.from({ length: 20_000 }, (_, index) => `workloa${index}: 1\n`).join(""), 20_000],
    ["keys written twice", "seed: 1\n".repeat(20_000), 19_999],
    ["sources", `workload: [${"3, ".repeat(20_000)}]`, 20_000],
    ["faults in sources", `workload: [${"{ kind: uniform, siz: 1 }, ".repeat(5_000)}]`, 15_000],
    ["faults in phases", `workload: [{ kind: phases, phases: [${"{ workload: 3 }, ".repeat(10_000)}] }]`, 10_000],
    ["peers", `peers: [${"{ name: a, place: x }, ".repeat(5_000)}]`, 9_999],
  ])("of %s are found in linear time, listed up to 50, and counted", (_, text, count) => {
    const error = errorOf(HEAD + text);
    expect([error.issues.length, error.issues.length + error.unlistedIssues]).toEqual([50, count]);
    const [heading, ...lines] = error.message.split("\n");
    expect(heading).toBe(`the scenario has ${count} faults:`);
    expect([lines.length, lines.at(-1)]).toEqual([51, `  and ${count - 50} more`]);
  });

  it("are the first in the text", () => {
    const keys = Array.from({ length: 100 }, (_, index) => `key${index}: 1\n`).join("");
    const { issues } = errorOf(`seeds: 1\n${HEAD}${keys}host: 3\n`);
    expect(issues.map(({ line }) => line)).toEqual([1, ...Array.from({ length: 49 }, (_, index) => index + 5)]);
  });
});

describe("long parts of a fault", () => {
  it.each([
    ["a tag", `name: ${"!".repeat(1e5)}`],
    ["a key", `${"k".repeat(1e5)}: 1`],
    ["keys around keys", `host: ${"{ a: ".repeat(20)}1${"}".repeat(20)}`],
    ["a value", `fidelity: ${"x".repeat(1e5)}`],
    ["a file", `workload: [{ kind: trace, file: ${"x".repeat(1e5)} }]`],
    ["a parameter without effect", `channel: { kind: netfront, rehome: true, teardown: never }`],
    ["an anchor", `name: *${"x".repeat(1e5)}`],
    ["an open quote", `name: "${"x".repeat(1e5)}`],
    ["a wrong tag", `name: !!int ${"x".repeat(1e5)}`],
    ["control characters", `name: 3\n${'"\\u0007\\u001b[31m": 1'}`],
  ])("are cut: %s", (_, text) => {
    const { message } = errorOf(HEAD + text);
    expect(Math.max(...message.split("\n").map((line) => line.length))).toBeLessThan(900);
    expect(message.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
});

describe("overrides", () => {
  it("are limited in depth like texts", () => {
    const path = Array.from({ length: 100 }, () => "a").join(".");
    expect(errorOf(HEAD, { overrides: [`${path}=1`] }).issues.map(({ expected }) => expected)).toContain(
      "at most 64 levels of lists and mappings",
    );
    expect(errorOf(HEAD, { overrides: [`${"a.".repeat(1e6)}a=1`] }).issues[0]?.expected).toMatch(/^an override such as/);
    expect(errorOf(HEAD, { overrides: [`name=${"[".repeat(1e6)}`] }).issues[0]).toMatchObject({
      path: "name",
      expected: "a value as in YAML",
    });
  });

  it("may set null, or a UNC path", () => {
    expect(parseScenarioText(`${HEAD}name: x\n`, { overrides: ["name=//server/x"] }).name).toBe("//server/x");
    expect(errorOf(HEAD, { overrides: ["seed="] }).issues).toMatchObject([{ path: "seed", received: "null" }]);
  });
});
