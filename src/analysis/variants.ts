/** The scenarios to compare: the same guest, each with another channel or another engine. */

import { isResolvedScenario, parseScenario } from "../input/parse-scenario.js";
import { CHANNEL_DEFAULTS } from "../scenario/channel-defaults.js";
import { hostForEngine } from "../scenario/resolve/resolve-host.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { Scenario } from "../scenario/scenario.js";

/** A channel as a scenario names it: a name, or a mapping with a name and parameters. */
export type ChannelChoice = NonNullable<Scenario["channel"]>;
/** An engine as a scenario names it: a preset's name, or a preset with fields of its own. */
export type EngineChoice = NonNullable<Scenario["engine"]>;

export interface Variant {
  readonly label: string;
  readonly scenario: ResolvedScenario;
  readonly isReconstruction: boolean;
}

/** One variant of the scenario per channel. @throws ConfigError with the faults of the first invalid choice */
export function channelVariants(scenario: ResolvedScenario, choices: readonly ChannelChoice[]): Variant[] {
  const resolved = choices.map((choice, index) => {
    // null is a fault, whereas undefined would select the default channel.
    const asked =
      choice == null ? null : { ...inheritedFields(scenario, choice), ...(typeof choice === "string" ? { kind: choice } : choice) };
    const { channel } = parseScenario({ ...frameOf(scenario), channel: asked }, { fileName: `channels[${index}]` });
    if (channel === undefined) throw new RangeError("a channel that is given is always resolved");
    return { scenario: { ...scenario, channel }, isReconstruction: channel.kind === "xenvmc-modified" };
  });
  return labelled(resolved, labelsOf(choices, "kind", "netfront"));
}

/**
 * Fields of the scenario's channel that hold for a choice too: the guest and the machine are the same whatever carries the bytes. A choice
 * of the same kind has all of them, one of another kind those of any channel.
 */
function inheritedFields({ channel }: ResolvedScenario, choice: ChannelChoice): object {
  if (channel === undefined) return {};
  const kind = typeof choice === "string" ? choice : (choice.kind ?? CHANNEL_DEFAULTS.kind);
  if (kind === channel.kind) return channel;
  const { calibration, guest, guestMode, costs, netfront, placement, dirtying } = channel;
  const shared = dirtying && { ...dirtying, sharedMemory: undefined, peak: undefined };
  const placed = placement && { placement };
  return { calibration, guest, guestMode, costs, netfront, ...placed, ...(shared === undefined ? {} : { dirtying: shared }) };
}

export function engineVariants(scenario: ResolvedScenario, choices: readonly EngineChoice[]): Variant[] {
  // The policy is checked with each engine: one that the engine does not support is a fault of the choice.
  const policy = scenario.policy === undefined ? {} : { policy: scenario.policy };
  const isReconstruction = scenario.peers.length > 0 && scenario.channel?.kind === "xenvmc-modified";
  const memoryPages = scenario.vm.memoryBytes / scenario.vm.pageBytes;
  const resolved = choices.map((choice, index) => {
    const checked = parseScenario({ ...frameOf(scenario), ...policy, engine: choice ?? null }, { fileName: `engines[${index}]` });
    const host = hostForEngine(scenario.host, memoryPages, scenario.engine, checked.engine);
    const own = { engine: checked.engine, host, ...(checked.policy && { policy: checked.policy }) };
    return { scenario: { ...scenario, ...own }, isReconstruction };
  });
  return labelled(resolved, labelsOf(choices, "preset", ""));
}

/** Variants as whole scenarios by their names. All have the seed of `scenario`. @throws ConfigError with the faults of the first invalid one */
export function scenarioVariants(scenario: ResolvedScenario, variants: Readonly<Record<string, Scenario | ResolvedScenario>>): Variant[] {
  return Object.entries(variants).map(([label, variant]) => {
    const own = isResolvedScenario(variant) ? variant : parseScenario(variant, { fileName: `variants.${label}` });
    const isReconstruction = own.peers.length > 0 && own.channel?.kind === "xenvmc-modified";
    return { label, scenario: { ...own, seed: scenario.seed, runs: scenario.runs }, isReconstruction };
  });
}

/** True if two variants differ in the channel of their traffic and in nothing else, so that the difference has the channel's two causes. */
export function differInChannelOnly(left: ResolvedScenario, right: ResolvedScenario): boolean {
  if (left.peers.length === 0 || left.channel === undefined || right.channel === undefined) return false;
  const others = ({ channel: _channel, name: _name, ...rest }: ResolvedScenario): string => JSON.stringify(rest);
  return left === right || others(left) === others(right);
}

function labelled(variants: readonly Omit<Variant, "label">[], labels: readonly string[]): Variant[] {
  return variants.map((variant, index) => ({ label: labels[index] as string, ...variant }));
}

/** The fields of the scenario that a channel, an engine or a policy depends on. */
function frameOf({ version, vm, link, host, peers }: ResolvedScenario): object {
  return { version, vm, link, host, peers };
}

/** Labels of checked choices: the name, with any overrides in parentheses; a repeated label gets a number. */
function labelsOf(choices: readonly (string | object)[], nameKey: string, byDefault: string): string[] {
  const taken = new Map<string, number>();
  return choices.map((choice) => {
    const label = typeof choice === "string" ? choice : mappingLabel(choice, nameKey, byDefault);
    const count = (taken.get(label) ?? 0) + 1;
    taken.set(label, count);
    return count === 1 ? label : `${label} #${count}`;
  });
}

function mappingLabel(choice: object, nameKey: string, byDefault: string): string {
  const entries = Object.entries(choice).filter(([key, value]) => key !== nameKey && value !== undefined);
  const name = String((choice as Record<string, unknown>)[nameKey] ?? byDefault);
  return entries.length === 0 ? name : `${name}(${entries.map(([key, value]) => `${key}: ${textOf(value)}`).join(", ")})`;
}

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${textOf(inner)}`)
    .join(", ")}}`;
}
