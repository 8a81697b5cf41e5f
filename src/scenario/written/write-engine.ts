/** An engine of a result, as users write it: its preset, and what differs from that. */
import type { EnginePreset } from "../presets/engine-preset.js";
import { enginePresetNamed } from "../presets/engines.js";
import { CLOUD_HYPERVISOR_NAMES } from "../resolve/resolve-cloud-hypervisor.js";
import { type FamilyContext, resolveFamily } from "../resolve/resolve-engine.js";
import { FIRECRACKER_NAMES } from "../resolve/resolve-firecracker.js";
import { QEMU_NAMES } from "../resolve/resolve-qemu.js";
import { FEATURE_NAMES } from "../resolve/resolve-qemu-features.js";
import { ROUNDS_NAMES } from "../resolve/resolve-rounds.js";
import { SIMGRID_NAMES } from "../resolve/resolve-simgrid.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import { xenClassicEntries, xenStreamEntries } from "../schema/engine/xen.js";
import { isMapping, type Mapping, type Place, withUnit } from "./writer.js";

/** A parameter under both of its names; those of a feature have two steps. */
interface Leaf {
  readonly written: readonly string[];
  readonly resolved: readonly string[];
}

type Fields = Record<string, unknown>;

const RELAX_NAMES = { afterSyncs: "afterSyncs", downtimeLimit: "downtimeLimitSeconds" };
/** Counts of bytes that are plain numbers, without a unit. */
const PLAIN: ReadonlySet<string> = new Set(["changedBytes", "changedRunBytes"]);

/**
 * The engine as its preset and the parameters that differ from those of preset and policy, so that it resolves to the
 * same engine and contains no parameter without effect. Anything that is not an engine of a result is returned unchanged.
 */
export function writeEngine(engine: unknown, context: FamilyContext, { written, given, writer }: Place): unknown {
  if (!isMapping(engine) || engine.family === undefined) return engine;
  const { preset: name, family, ...parameters } = engine;
  const preset = enginePresetNamed(name);
  // A fault of the schema; what the other fields mean cannot be told.
  if (preset === undefined) return { preset: name };
  const ownFamily = preset.parameters.family;
  if (family !== ownFamily) writer.report([...given, "family"], `${ownFamily}, the family of ${preset.name}`, String(family));
  const leaves = leavesOf(ownFamily);
  for (const leaf of leaves) writer.remember([...written, ...leaf.written], [...given, ...leaf.resolved]);
  const resolve = (fields: Fields): Mapping => ({ ...resolveFamily(preset, fields, context, () => undefined) });
  const fields = differingFields(parameters, preset, leaves, resolve);
  const shown = withUnits(fields, leaves);
  for (const [path, value] of oddValues(parameters, leaves, resolve(fields))) setAt(shown, path, value);
  return { preset: preset.name, ...shown };
}

function leavesOf(family: EngineParameters["family"]): Leaf[] {
  switch (family) {
    case "xen-classic":
      return Object.keys(xenClassicEntries()).map((key) => ({ written: [key], resolved: [key] }));
    case "xen-stream":
      return Object.keys(xenStreamEntries()).map((key) => ({ written: [key], resolved: [key] }));
    case "qemu": {
      const features = Object.entries({ ...FEATURE_NAMES, relax: RELAX_NAMES });
      return [...leavesOfNames(QEMU_NAMES), ...features.flatMap(([feature, names]) => leavesOfNames(names, [feature]))];
    }
    case "cloud-hypervisor":
      return leavesOfNames(CLOUD_HYPERVISOR_NAMES);
    case "firecracker":
      return leavesOfNames(FIRECRACKER_NAMES);
    case "simgrid":
      return leavesOfNames({ ...SIMGRID_NAMES, speed: "speedBytesPerSecond" });
    case "rounds":
      return leavesOfNames(ROUNDS_NAMES);
  }
}

function leavesOfNames(names: Readonly<Record<string, string>>, within: readonly string[] = []): Leaf[] {
  return Object.entries(names).map(([written, resolved]) => ({ written: [...within, written], resolved: [...within, resolved] }));
}

/** The fields that turn the preset's parameters into these. One field may change the defaults of others, so each is compared anew. */
function differingFields(parameters: Mapping, preset: EnginePreset, leaves: readonly Leaf[], resolve: (fields: Fields) => Mapping): Fields {
  const fields: Fields = {};
  for (const feature of Object.keys(preset.features ?? {})) {
    const isOn = parameters[feature] !== undefined;
    if (isOn !== (resolve({})[feature] !== undefined)) fields[feature] = isOn ? {} : false;
  }
  let current = resolve(fields);
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    for (const leaf of leaves) {
      const [wanted, has] = [valueAt(parameters, leaf.resolved), valueAt(current, leaf.resolved)];
      if (wanted === undefined || Object.is(wanted, has) || !isAlike(wanted, has) || valueAt(fields, leaf.written) !== undefined) continue;
      setAt(fields, leaf.written, wanted);
      current = resolve(fields);
      hasChanged = true;
    }
  }
  return fields;
}

/** True if a value has the type of its parameter; a parameter that the preset lacks is a number or a switch. */
function isAlike(value: unknown, other: unknown): boolean {
  return other === undefined ? typeof value === "number" || typeof value === "boolean" : typeof value === typeof other;
}

/** Adds units to numbers, and writes a feature without changes as `true`. */
function withUnits(fields: Fields, leaves: readonly Leaf[]): Fields {
  const shown: Fields = {};
  for (const [key, value] of Object.entries(fields)) {
    shown[key] = isMapping(value) ? (Object.keys(value).length === 0 ? true : { ...value }) : value;
  }
  for (const { written, resolved } of leaves) {
    const value = valueAt(fields, written);
    const name = resolved.at(-1) ?? "";
    if (value !== undefined && !PLAIN.has(name)) setAt(shown, written, withUnit(name, value));
  }
  return shown;
}

/** Parameters without a written field, or of the wrong type. They are kept, under the written name if there is one, for the schema to refuse. */
function* oddValues(parameters: Mapping, leaves: readonly Leaf[], current: Mapping): Generator<[readonly string[], unknown]> {
  for (const [key, value] of Object.entries(parameters)) {
    const own = leaves.filter(({ resolved }) => resolved[0] === key);
    const isGroup = own.some(({ resolved }) => resolved.length > 1);
    const inner =
      isGroup && isMapping(value) ? Object.entries(value).map(([name, each]) => [[key, name], each] as const) : [[[key], value] as const];
    for (const [path, each] of inner) {
      const leaf = own.find(({ resolved }) => resolved.join() === path.join());
      if (each !== undefined && !Object.is(each, valueAt(current, path))) yield [leaf?.written ?? path, each];
    }
  }
}

function valueAt(mapping: Mapping, [first = "", second]: readonly string[]): unknown {
  const value = Object.hasOwn(mapping, first) ? mapping[first] : undefined;
  if (second === undefined) return value;
  return isMapping(value) && Object.hasOwn(value, second) ? value[second] : undefined;
}

function setAt(fields: Fields, [first = "", second]: readonly string[], value: unknown): void {
  if (second === undefined) fields[first] = value;
  else fields[first] = { ...(isMapping(fields[first]) ? fields[first] : {}), [second]: value };
}
