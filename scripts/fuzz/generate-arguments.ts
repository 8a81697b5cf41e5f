/** Command lines of `xenvmc-sim`: right ones, nearly right ones, and rows of words. */
import fc, { type Arbitrary } from "fast-check";
import { FILE_NAMES } from "./command-files.js";

export interface CommandLine {
  readonly argv: readonly string[];
  /** Interrupted before it begins. */
  readonly isInterrupted: boolean;
}

const OUTPUT_NAMES = [
  "out.json",
  "out.csv",
  "other.csv",
  "folder",
  "folder/out.csv",
  "missing/out.csv",
  "-",
  "",
  "quiet.yaml",
  "stops.js",
  "trace.csv",
];
const SETTINGS = [
  ...[
    "link.bandwidth=10 Gbit/s",
    "vm.memory=8 KiB",
    "engine=xen-3.3",
    "runs=2",
    "seed=7",
    "workload[0].rate=1",
    "channel=xenvmc",
    "peers=[]",
  ],
  ...[
    "link.bandwidth=fast",
    "vm.memory=",
    "=1",
    "vm",
    "workload[9].rate=1",
    "__proto__.a=1",
    "vm.memory=[",
    "timeout=1 ms",
    "name=\u001b[31m",
  ],
];
const NUMBERS = ["0", "1", "3", "-1", "1.5", "1e9", "NaN", "", "many", "9007199254740993", "0x10"];
const ENGINES = [
  "qemu-10.0",
  "xen-4.10",
  "xen",
  "qemu-99",
  "{ preset: qemu-2.5 }",
  "{ preset: ",
  "engine.js",
  "missing.js",
  "no-module.js",
  "",
];
const POLICIES = [
  "nova",
  "kubevirt",
  "{ name: nova, downtime: 1 s }",
  "none",
  "stops.js",
  "answers-nonsense.js",
  "throws.js",
  "no-module.js",
  "missing.js",
  "",
];
const LISTS = [
  "netfront,xenvmc",
  "netfront",
  "xenvmc,xenvmc",
  "a,b",
  "",
  ",",
  "10ms,1s",
  "0",
  "qemu-10.0,xen-3.3",
  "{ kind: xenvmc }",
  "xen-3.0,",
];
const FIELDS = [
  "link.latency",
  "vm",
  "workload[0].rate",
  "engine",
  "engine.autoConverge",
  "links",
  "",
  "[",
  "vm.memory.size",
  "__proto__",
  "peers.flows",
];

/** Values of each option, right and wrong; an empty list for a flag. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  "--json": OUTPUT_NAMES,
  "--csv": OUTPUT_NAMES,
  "--runs-csv": OUTPUT_NAMES,
  "--set": SETTINGS,
  "--seed": NUMBERS,
  "--runs": NUMBERS,
  "--engine": ENGINES,
  "--policy": POLICIES,
  "--channels": LISTS,
  "--engines": LISTS,
  "--windows": LISTS,
  "--all": [],
  "--quiet": [],
  "-q": [],
  "-h": [],
  "--help": [],
  "-v": [],
  "--version": [],
  "--colour": ["red"],
  "-x": [],
  "--": [],
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ["--json", "--csv", "--runs-csv", "--set", "--seed", "--runs", "--engine", "--policy", "--quiet"],
  compare: ["--json", "--csv", "--set", "--seed", "--runs", "--channels", "--engines", "--quiet"],
  channel: ["--json", "--csv", "--set", "--windows", "--all", "--quiet"],
  explain: [],
  presets: ["--json"],
};

const anyOption = optionOf(Object.keys(OPTIONS));
const garbage = fc.constantFrom(
  "",
  "-",
  "---",
  "help",
  "run",
  "runn",
  "quiet.yaml",
  "\u001b[2J",
  "\ud800",
  "a\nb",
  "--json=",
  "--set=",
  "-qq",
  "=",
  "😀".repeat(300),
);
const commandNames = fc.constantFrom(...Object.keys(COMMANDS));

/** Files that can be read are drawn as often as all others. */
const files = fc.oneof(fc.constantFrom("quiet.yaml", "talking.yaml", "written.yaml", "traced.yaml"), fc.constantFrom(...FILE_NAMES));

function optionOf(names: readonly string[]): Arbitrary<string[]> {
  return fc.constantFrom(...names).chain((name) => {
    const values = OPTIONS[name] ?? [];
    if (values.length === 0) return fc.constant([name]);
    return fc.tuple(fc.constantFrom(...values), fc.boolean()).map(([value, isJoined]) => (isJoined ? [`${name}=${value}`] : [name, value]));
  });
}

/** Mostly options that the command has, now and then one of another command, or a word that is none. */
const orderly: Arbitrary<string[]> = commandNames.chain((name) => {
  const known = COMMANDS[name] ?? [];
  const option = known.length === 0 ? anyOption : fc.oneof({ weight: 12, arbitrary: optionOf(known) }, { weight: 1, arbitrary: anyOption });
  const operand = name === "explain" ? fc.constantFrom(...FIELDS) : files;
  const operands = name === "presets" ? fc.array(operand, { maxLength: 0 }) : fc.array(operand, { minLength: 1, maxLength: 1 });
  return fc
    .tuple(operands, fc.array(option, { maxLength: 4 }), fc.array(garbage, { maxLength: 1 }), fc.integer({ min: 0, max: 9 }))
    .map(([given, options, words, luck]) => [name, ...given, ...options.flat(), ...(luck === 0 ? words : [])]);
});

const disorderly: Arbitrary<string[]> = fc
  .tuple(
    commandNames,
    fc.array(
      fc.oneof(
        anyOption,
        garbage.map((word) => [word]),
        files.map((file) => [file]),
      ),
      { maxLength: 6 },
    ),
    fc.boolean(),
  )
  .map(([name, words, isNamed]) => [...(isNamed ? [name] : []), ...words.flat()]);

export const commandLines: Arbitrary<CommandLine> = fc.record({
  argv: fc.oneof({ weight: 4, arbitrary: orderly }, { weight: 1, arbitrary: disorderly }),
  isInterrupted: fc.integer({ min: 0, max: 19 }).map((draw) => draw === 7),
});
