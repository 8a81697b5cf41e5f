/** Invariants of every text: it is either refused with readable faults, or read completely and correctly. */
import { isDeepStrictEqual } from "node:util";
import { parseDocument, visit } from "yaml";
import { ConfigError, parseScenario, type ResolvedScenario } from "../../src/index.js";
import { applyOverrides, parseScenario as parseText } from "../../src/text.js";
import { checkConfigError } from "./check-config-error.js";
import { checkResolved } from "./check-resolved.js";
import { claim, Finding, shorten } from "./fuzzer.js";
import type { TextInput } from "./generate-texts.js";

/** Reads a text with and without its overrides. Returns a verdict; throws a finding if an invariant is violated. */
export function checkText({ text, overrides }: TextInput): string {
  const scenario = readOrRefuse(() => parseText(text, { overrides }), text);
  claimUnpolluted();
  if (scenario === undefined) return overrides.length > 0 ? "refused with overrides" : "refused";
  checkResolved(scenario);
  const plain = readPlain(text);
  const written = overrides.length > 0 ? overridden(plain, overrides) : plain;
  const again = readOrRefuse(() => parseScenario(written as object), undefined);
  claim(again !== undefined, () => "accepted as a text, refused as the object that the text says");
  claim(isDeepStrictEqual(again, scenario), () => `read differently as a text and as an object: ${firstDifference(scenario, again)}`);
  checkThatAllIsRead(written as object);
  return overrides.length > 0 ? "accepted with overrides" : "accepted";
}

/** The scenario, or undefined if a valid ConfigError was thrown. */
function readOrRefuse(read: () => ResolvedScenario, text: string | undefined): ResolvedScenario | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    checkConfigError(error, text);
    return undefined;
  }
}

/** The text read by another YAML parser, as plain JSON values. */
function readPlain(text: string): unknown {
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  claim(error === undefined, () => `accepted, although no YAML: ${shorten(error?.message ?? "", 200)}`);
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  const { leaves, strange } = countLeaves(value);
  claim(strange === undefined, () => `accepted with a value that JSON does not know: ${strange}`);
  let written = 0;
  let hasAlias = false;
  visit(document, {
    Scalar: (key) => {
      if (key !== "key") written++;
    },
    // A key without a value, as in `{ a }`, has a null in the object and no node in the document.
    Pair: (_, { value }) => {
      if (value === null) written++;
    },
    Alias: () => {
      hasAlias = true;
    },
  });
  claim(hasAlias || written === leaves, () => `accepted with ${written} values written and ${leaves} values in it`);
  return JSON.parse(JSON.stringify(value));
}

interface Leaves {
  leaves: number;
  /** A value that is not a number, text, boolean, null, list or mapping. */
  strange?: string;
}

function countLeaves(value: unknown, found: Leaves = { leaves: 0 }): Leaves {
  if (Array.isArray(value)) for (const item of value) countLeaves(item, found);
  else if (typeof value === "object" && value !== null) {
    if (Object.getPrototypeOf(value) !== Object.prototype) found.strange = value.constructor.name;
    for (const child of Object.values(value)) countLeaves(child, found);
  } else {
    found.leaves++;
    if (!["number", "string", "boolean"].includes(typeof value) && value !== null) found.strange = typeof value;
    if (typeof value === "number" && !Number.isFinite(value)) found.strange = `${value}`;
  }
  return found;
}

/** The object with overrides applied; the given object must stay unchanged. */
function overridden(value: unknown, overrides: readonly string[]): unknown {
  const before = JSON.stringify(value);
  const changed = applyOverrides(value as object, overrides);
  claim(JSON.stringify(value) === before, () => "applyOverrides changed the object it was given");
  return changed;
}

type Steps = readonly (string | number)[];

/** Number of values tried per accepted text. */
const LEAVES_TRIED = 3;

/** Checks that no part of an accepted text is ignored: replacing a value by an invalid one must be a fault. */
function checkThatAllIsRead(written: object): void {
  const leaves = [...leavesOf(written)];
  for (let tried = 0; tried < Math.min(LEAVES_TRIED, leaves.length); tried++) {
    const steps = leaves[Math.floor(((tried + 0.5) * leaves.length) / LEAVES_TRIED) % leaves.length] ?? [];
    const poisoned = withNonsense(written, steps);
    const accepted = readOrRefuse(() => parseScenario(poisoned), undefined) !== undefined;
    claim(!accepted, () => `${steps.join(".")} is not read: any value is accepted there`);
  }
}

function* leavesOf(value: unknown, steps: Steps = []): Generator<Steps> {
  if (typeof value !== "object" || value === null) yield steps;
  else for (const [key, child] of Object.entries(value)) yield* leavesOf(child, [...steps, Array.isArray(value) ? Number(key) : key]);
}

function withNonsense(written: object, steps: Steps): object {
  const copy = structuredClone(written);
  let holder = copy as Record<string | number, unknown>;
  for (const step of steps.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  const last = steps.at(-1);
  if (last !== undefined) holder[last] = { nonsense: [1] };
  return copy;
}

const ORDINARY_NAMES = Object.getOwnPropertyNames(Object.prototype).join();

function claimUnpolluted(): void {
  if (Object.getOwnPropertyNames(Object.prototype).join() !== ORDINARY_NAMES) throw new Finding("Object.prototype was changed");
}

/** The path of the first difference between two values. */
export function firstDifference(left: unknown, right: unknown, path = ""): string | undefined {
  if (Object.is(left, right)) return undefined;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return `${path}: ${shorten(String(left), 60)} and ${shorten(String(right), 60)}`;
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const difference = firstDifference(
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      path === "" ? key : `${path}.${key}`,
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}
