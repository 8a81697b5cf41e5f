/** Draws texts: examples and generated scenarios in several styles of YAML and JSON, mutated; and repetitive texts. */
import { readdirSync, readFileSync } from "node:fs";
import fc, { type Arbitrary } from "fast-check";
import { stringify } from "yaml";
import { SCENARIO_SCHEMA, valuesOf } from "./generate-fields.js";
import { scenarios } from "./generate-scenarios.js";
import { mutate, mutations } from "./mutate-text.js";

/** A text for `parseScenario`, and overrides as `--set` takes them. */
export interface TextInput {
  readonly text: string;
  readonly overrides: readonly string[];
}

const EXAMPLES = readdirSync("examples")
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => readFileSync(`examples/${name}`, "utf8"));

type WriteText = (value: unknown) => string;

/** Styles in which a value can be written. */
const STYLES: readonly WriteText[] = [
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, undefined, 2),
  (value) => JSON.stringify(value, undefined, "\t"),
  (value) => stringify(value),
  (value) => stringify(value, { indent: 4, indentSeq: false }),
  (value) => stringify(value, { collectionStyle: "flow" }),
  (value) => stringify(value, { defaultStringType: "QUOTE_SINGLE", defaultKeyType: "PLAIN" }),
  (value) => stringify(value, { defaultStringType: "BLOCK_LITERAL", defaultKeyType: "QUOTE_DOUBLE" }),
  (value) => stringify(value, { collectionStyle: "flow", lineWidth: 20, defaultStringType: "QUOTE_DOUBLE" }),
];

/** Generated values, each in one style; drawn once per run to save time. */
function corpusOf(values: Arbitrary<unknown>, count: number): string[] {
  const drawn = fc.sample(values, { seed: 1, numRuns: count });
  const written = drawn.map((value, index) => STYLES[index % STYLES.length]?.(value) ?? "");
  return written.filter((text) => text.length < LONGEST_CHARACTERS);
}

const LONGEST_CHARACTERS = 2000;

/** Realistic texts, valid or nearly valid. */
const writtenTexts: Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...EXAMPLES) },
  { weight: 4, arbitrary: fc.constantFrom(...corpusOf(scenarios, 300)) },
  { weight: 2, arbitrary: fc.constantFrom(...corpusOf(valuesOf(SCENARIO_SCHEMA), 300)) },
);

/** Repetitive texts, which may take a parser more than linear time or overflow its stack. */
const shapes: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      ...[
        "[",
        "{a: ",
        '{"a":',
        "? ",
        "- ",
        "- - ",
        "a: &a ",
        "!",
        "!!omap [",
        "&a [*a, ",
        "'",
        '"',
        "\\",
        "# ",
        "--- ",
        "...\n",
        "a:\n ",
        "\n",
        "\t",
        "{",
        "]",
        "}",
        ",",
        ":",
        "|",
        ">\n",
        "%",
        "*",
        "&",
      ],
      ...[
        "key: 1\n",
        "k%: 1\n",
        "a%: &a% 1\n",
        "b%: *a\n",
        "vm: { memory: 1 GiB }\n",
        "- {}\n",
        '"\\u0000"',
        "\u{1f600}",
        "\u202e",
        "a ",
        "1",
        "0x",
        "1e",
        "9",
      ],
    ),
    fc.integer({ min: 0, max: 400 }),
    fc.constantFrom("", "version: 1\n", "version: 1\nvm:\n  memory: ", "workload: ", "name: "),
  )
  .map(([unit, logCount, prefix]) => prefix + repeat(unit, Math.round(10 ** (logCount / 100))));

/** Repeats a text; each percent sign in it is replaced by the number of the copy. */
function repeat(unit: string, count: number): string {
  if (!unit.includes("%")) return unit.repeat(count);
  return Array.from({ length: count }, (_, index) => unit.replaceAll("%", `${index}`)).join("");
}

const damagedTexts: Arbitrary<string> = fc
  .tuple(writtenTexts, fc.array(mutations, { maxLength: 4 }), writtenTexts)
  .map(([text, changes, other]) => changes.reduce((changed, change) => mutate(changed, change, other), text));

const SOME_OVERRIDES = [
  ...[
    "vm.memory=1 GiB",
    "vm.memory=4096",
    "link.bandwidth=10 Gbit/s",
    "seed=7",
    "runs=2",
    "engine=qemu-10.0",
    "engine.preset=xen-3.3",
    "workload=[]",
    "timeout=1 min",
  ],
  ...[
    "workload[0].rate=1 k/s",
    "workload[9].rate=1",
    "peers[0].flows[0].send=1 MB/s",
    "name=a=b",
    "fidelity=expected",
    "host={ suspend: 1 s }",
    "policy=null",
    "channel=",
    "=1",
    "vm",
  ],
  ...[
    "__proto__.a=1",
    "vm.__proto__=1",
    "constructor.prototype.a=1",
    "vm[0]=1",
    "[0]=1",
    "vm..memory=1",
    "vm.memory=[",
    "vm.memory={a: &a *a}",
    'vm.memory="',
    "workload[1e9]=1",
    "workload[-1]=1",
  ],
];

const overrides: Arbitrary<string[]> = fc.array(
  fc
    .tuple(fc.constantFrom(...SOME_OVERRIDES), fc.array(mutations, { maxLength: 2 }))
    .map(([text, changes]) => changes.reduce((changed, change) => mutate(changed, change, text), text)),
  { maxLength: 3 },
);

export const texts: Arbitrary<TextInput> = fc.record({
  text: fc.oneof({ weight: 60, arbitrary: damagedTexts }, { weight: 1, arbitrary: shapes }),
  overrides: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: overrides }),
});
