/** The scenarios that are compared: one guest with another channel or another engine each. */

import { parseScenario } from "../input/parse-scenario.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { Scenario } from "../scenario/scenario.js";

/** As in a scenario: a name, or a mapping with a name and parameters. */
export type ChannelChoice = NonNullable<Scenario["channel"]>;
/** An engine as a scenario names it: a preset's name, or a preset with fields of its own. */
export type EngineChoice = NonNullable<Scenario["engine"]>;

export interface Variant {
  readonly label: string;
  readonly scenario: ResolvedScenario;
  readonly isReconstruction: boolean;
}

/** What each variant has in place of the scenario's own. @throws ConfigError with the faults of the first choice that has any. */
export function channelVariants(scenario: ResolvedScenario, choices: readonly ChannelChoice[]): Variant[] {
  const resolved = choices.map((choice, index) => {
    // A choice that is missing is a fault, as null is, not a field left out.
    const { channel } = parseScenario({ ...frameOf(scenario), channel: choice ?? null }, { fileName: `channels[${index}]` });
    if (channel === undefined) throw new RangeError("a channel that is given is always resolved");
    return { scenario: { ...scenario, channel }, isReconstruction: channel.kind === "xenvmc-modified" };
  });
  return labelled(resolved, labelsOf(choices, "kind", "netfront"));
}

export function engineVariants(scenario: ResolvedScenario, choices: readonly EngineChoice[]): Variant[] {
  // A policy that does not suit an engine is a fault of the choice.
  const policy = scenario.policy === undefined ? {} : { policy: scenario.policy };
  const isReconstruction = scenario.peers.length > 0 && scenario.channel?.kind === "xenvmc-modified";
  const resolved = choices.map((choice, index) => {
    const { engine } = parseScenario({ ...frameOf(scenario), ...policy, engine: choice ?? null }, { fileName: `engines[${index}]` });
    return { scenario: { ...scenario, engine }, isReconstruction };
  });
  return labelled(resolved, labelsOf(choices, "preset", ""));
}

function labelled(variants: readonly Omit<Variant, "label">[], labels: readonly string[]): Variant[] {
  return variants.map((variant, index) => ({ label: labels[index] as string, ...variant }));
}

/** As much of the scenario as a channel or an engine can contradict. */
function frameOf({ version, vm, link, peers }: ResolvedScenario): object {
  return { version, vm, link, peers };
}

/** Of choices that have been checked: the name and, in parentheses, what was said beside it; a label that is taken gets a number. */
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
