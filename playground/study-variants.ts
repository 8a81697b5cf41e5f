/** The variants that a study compares, as this page can show them. */
import { type Settings, VARIANTS_MOST } from "./protocol.js";

/** The first ones; undefined for a scenario without a study, or whose study compares nothing. */
export function studyVariants(scenario: object): Readonly<Record<string, Settings>> | undefined {
  const { study } = scenario as { readonly study?: unknown };
  if (!isMapping(study) || !isMapping(study.variants)) return undefined;
  const named = Object.entries(study.variants).filter((entry): entry is [string, Settings] => isMapping(entry[1]));
  return named.length < 2 ? undefined : Object.fromEntries(named.slice(0, VARIANTS_MOST));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
