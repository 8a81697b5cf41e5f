/** Mappings: all keys known, or one of several kinds told apart by a key. */
import * as v from "valibot";
import { nearestName } from "../nearest.js";
import { appearance } from "./json-schema-only.js";
import { addIssue, type Dataset, MISSING_KEY, OwnReading, once, type Run, UNKNOWN_KEY, WRONG_VALUE } from "./own-reading.js";

/** A mapping that knows all its keys. Its entries are made when it is first read: no scenario has all mappings there are. */
class ClosedObject<Entries extends v.ObjectEntries> {
  readonly kind = "schema";
  readonly async = false;
  readonly type = "strict_object";
  readonly expects = "Object";
  readonly "~run": Run;
  readonly #entries: () => Entries;

  constructor(makeEntries: () => Entries) {
    const open = once(() => v.object(this.entries));
    this.#entries = once(makeEntries);
    this["~run"] = (dataset, config) => readMapping(dataset, config, open());
  }

  get entries(): Entries {
    return this.#entries();
  }
}

/** A mapping that knows all its keys: each unknown one is a fault, and so is each missing one without a default. */
export function closedObject<const Entries extends v.ObjectEntries>(makeEntries: () => Entries): v.StrictObjectSchema<Entries, undefined> {
  return new ClosedObject(makeEntries) as unknown as v.StrictObjectSchema<Entries, undefined>;
}

function readMapping(dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>, open: v.ObjectSchema<v.ObjectEntries, undefined>): Dataset {
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
    const path: [v.ObjectPathItem] = [{ type: "object", origin: "key", input: {}, key, value: key }];
    const suggestion = nearestName(key, known);
    addIssue(result, UNKNOWN_KEY, suggestion === undefined ? `one of the keys ${known.join(", ")}` : "no such key", suggestion, path);
  }
  return result;
}

/** A mapping from any key to values of one kind. */
export function mappingOf<In, Out>(values: v.GenericSchema<In, Out>): v.GenericSchema<Record<string, In>, Record<string, Out>> {
  const base = v.record(v.string(), values);
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    if (Array.isArray(dataset.value)) return addIssue(dataset, WRONG_VALUE, "a mapping");
    return base["~run"]({ value: dataset.value }, config);
  };
  return { ...base, "~run": run } as unknown as v.GenericSchema<Record<string, In>, Record<string, Out>>;
}

/** A mapping whose key `key` says which of several kinds of mapping it is. */
export function tagged<const Key extends string, const Options extends v.VariantOptions<Key>>(
  key: Key,
  options: Options,
): v.GenericSchema<v.InferInput<Options[number]>, v.InferOutput<Options[number]>> {
  const base = once(() => v.variant(key, options));
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const input = dataset.value;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      return addIssue(dataset, WRONG_VALUE, `a mapping with the key ${key}`);
    }
    return base()["~run"]({ value: input }, config);
  };
  const schema = new OwnReading(
    "variant",
    "Object",
    run,
    appearance(() => [base()]),
  );
  return schema as unknown as v.GenericSchema<v.InferInput<Options[number]>, v.InferOutput<Options[number]>>;
}
