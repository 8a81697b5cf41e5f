/** Schemas of mappings: with a fixed set of keys, or of several kinds distinguished by one key. */
import * as v from "valibot";
import { nearestName } from "../nearest.js";
import { lookOfKinds } from "./json-schema-only.js";
import { addIssue, type Dataset, MISSING_KEY, OwnReading, once, type Run, UNKNOWN_KEY, WRONG_VALUE } from "./own-reading.js";

/** Options of a mapping. */
export interface Traits {
  /** The hint for a misplaced key, as the end of a sentence that begins with "expected". */
  readonly hintFor?: (key: string) => string | undefined;
  /** Optional keys, exactly one of which is required. */
  readonly oneOf?: readonly [string, ...string[]];
  /** Title in the JSON Schema, the documentation and the types; set by `about`. */
  readonly title?: string;
  /** Description; set by `about`. */
  readonly description?: string;
}

/** A mapping with a fixed set of keys. Its entries are created on first use, as no scenario uses all mappings. */
class ClosedObject<Entries extends v.ObjectEntries> {
  readonly kind = "schema";
  readonly async = false;
  readonly type = "strict_object";
  readonly expects = "Object";
  readonly "~run": Run;
  readonly traits: Traits;
  readonly #entries: () => Entries;

  constructor(makeEntries: () => Entries, traits: Traits) {
    const open = once(() => v.object(this.entries));
    this.#entries = once(makeEntries);
    this.traits = traits;
    this["~run"] = (dataset, config) => readMapping(dataset, config, open(), traits);
  }

  get entries(): Entries {
    return this.#entries();
  }
}

/** A mapping with a fixed set of keys. Unknown keys are faults, as are missing ones without a default. */
export function closedObject<const Entries extends v.ObjectEntries>(
  makeEntries: () => Entries,
  traits: Traits = {},
): v.StrictObjectSchema<Entries, undefined> {
  return new ClosedObject(makeEntries, traits) as unknown as v.StrictObjectSchema<Entries, undefined>;
}

/** The options of a schema created here; empty for any other schema. */
export function traitsOf(schema: object): Traits {
  return schema instanceof ClosedObject ? schema.traits : {};
}

function readMapping(
  dataset: Dataset,
  config: v.Config<v.BaseIssue<unknown>>,
  open: v.ObjectSchema<v.ObjectEntries, undefined>,
  { hintFor, oneOf }: Traits,
): Dataset {
  const { value: input } = dataset;
  const { entries } = open;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return addIssue(dataset, WRONG_VALUE, "a mapping");
  const result: Dataset = open["~run"]({ value: input }, config);
  for (const issue of result.issues ?? []) {
    const key = issue.path?.[0].key;
    if (issue.type !== "object" || issue.path?.length !== 1 || typeof key !== "string") continue;
    const wanted = entries[key]?.["~run"]({ value: undefined }, config).issues?.[0]?.expected;
    Object.assign(issue, { type: MISSING_KEY, expected: wanted ?? "a value" });
  }
  const known = Object.keys(entries);
  for (const key of Object.keys(input)) {
    if (Object.hasOwn(entries, key)) continue;
    addIssue(result, UNKNOWN_KEY, "no such key", undefined, pathOf(key));
    const issue = result.issues?.at(-1);
    if (issue !== undefined) Object.assign(issue, { requirement: () => explainKey(key, known, hintFor?.(key)) });
  }
  if (oneOf !== undefined) checkOneOf(result, input as Readonly<Record<string, unknown>>, oneOf, entries, config);
  return result;
}

function pathOf(key: string): [v.ObjectPathItem] {
  return [{ type: "object", origin: "key", input: {}, key, value: key }];
}

function checkOneOf(
  result: Dataset,
  input: Readonly<Record<string, unknown>>,
  keys: readonly [string, ...string[]],
  entries: v.ObjectEntries,
  config: v.Config<v.BaseIssue<unknown>>,
): void {
  const [used, ...others] = keys.filter((key) => input[key] !== undefined);
  for (const key of others) addIssue(result, WRONG_VALUE, `either ${used} or ${key}, not both`, undefined, pathOf(key), input[key]);
  if (used !== undefined) return;
  const [first, ...rest] = keys;
  const wanted = entries[first]?.["~run"]({ value: null }, config).issues?.[0]?.expected;
  addIssue(result, MISSING_KEY, `${wanted ?? "a value"}, or ${inWords(rest, "or")}`, undefined, pathOf(first));
}

/** The texts of an unknown key's fault, created on demand: only some of thousands may be shown. */
export interface KeyExplanation {
  /** The end of a sentence that begins with "expected". */
  readonly expected: string;
  readonly suggestion?: string | undefined;
}

function explainKey(key: string, known: readonly string[], hint: string | undefined): KeyExplanation {
  if (hint !== undefined) return { expected: hint };
  const suggestion = nearestName(key, known);
  return { expected: suggestion === undefined ? `one of the keys ${known.join(", ")}` : "no such key", suggestion };
}

/**
 * A mapping of several kinds, selected by the key `key`. For a key that only other kinds have, the fault names their `labels` as
 * a hint; without labels these are the values of `key`.
 */
export function tagged<const Key extends string, const Options extends v.VariantOptions<Key>>(
  key: Key,
  options: Options,
  labels?: readonly string[],
): v.GenericSchema<v.InferInput<Options[number]>, v.InferOutput<Options[number]>> {
  const kinds = options as readonly Kind[];
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const input = dataset.value;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      return addIssue(dataset, WRONG_VALUE, `a mapping with the key ${key}`);
    }
    const value = (input as Readonly<Record<string, unknown>>)[key];
    const kind = kinds.find(({ entries }) => entries[key]?.["~run"]({ value }, config).issues === undefined);
    if (kind === undefined) {
      const names = kinds.flatMap(({ entries }) => tagValues(entries[key]).map((name) => JSON.stringify(name)));
      return addIssue({ value: input }, "variant", names.join(" | "), undefined, pathOf(key), value);
    }
    const result: Dataset = kind["~run"]({ value: input }, config);
    for (const issue of result.issues ?? []) {
      if (issue.type !== UNKNOWN_KEY || issue.path?.length !== 1) continue;
      const explain = issue.requirement as () => KeyExplanation;
      const given = String(issue.path[0].key);
      Object.assign(issue, { requirement: () => explainByKind(given, explain(), input, key, kinds, labels) });
    }
    return result;
  };
  const schema = new OwnReading("variant", "Object", run, lookOfKinds(key, options));
  return schema as unknown as v.GenericSchema<v.InferInput<Options[number]>, v.InferOutput<Options[number]>>;
}

/** The keys of one kind or several. */
export function keysOf(kinds: readonly { readonly entries: v.ObjectEntries }[]): ReadonlySet<string> {
  return new Set(kinds.flatMap(({ entries }) => Object.keys(entries)));
}

/** One kind of a tagged mapping. */
type Kind = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** The hint for an unknown key: other kinds that have it or a similar one. */
function explainByKind(
  given: string,
  explanation: KeyExplanation,
  input: object,
  tag: string,
  kinds: readonly Kind[],
  labels?: readonly string[],
): KeyExplanation {
  const isElsewhere = kinds.some(({ entries }) => Object.hasOwn(entries, given));
  if (!isElsewhere && explanation.suggestion !== undefined) return explanation;
  const key = isElsewhere ? given : nearestName(given, [...keysOf(kinds)]);
  if (key === undefined) return explanation;
  const owners = kinds.flatMap(({ entries }, index) => (Object.hasOwn(entries, key) ? (labels?.[index] ?? tagValues(entries[tag])) : []));
  const kind = (input as Readonly<Record<string, unknown>>)[tag] ?? kinds.map(({ entries }) => defaultOf(entries[tag])).find(Boolean);
  return { expected: `no such key with ${tag} ${String(kind)}: a field of ${inWords(owners)}`, suggestion: isElsewhere ? undefined : key };
}

/** The names in a schema of names. */
function tagValues(schema: v.GenericSchema | undefined): string[] {
  return [...(schema?.expects ?? "").matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
}

function defaultOf(schema: v.GenericSchema | undefined): unknown {
  return schema !== undefined && "default" in schema ? schema.default : undefined;
}

/** `a, b and c`. */
function inWords(names: readonly string[], last = "and"): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
