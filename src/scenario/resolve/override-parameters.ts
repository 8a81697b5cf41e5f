/** Converts parameter names of scenarios to resolved names, which end in their units. */

/** The names of the parameters whose type admits `Value`. */
type NamesOf<Value, Parameters> = {
  [Name in keyof Parameters]-?: NonNullable<Value> extends NonNullable<Parameters[Name]> ? Name : never;
}[keyof Parameters];

/** The resolved parameter for each name in a scenario. */
export type ParameterNames<Given, Parameters> = { readonly [Key in keyof Given]-?: NamesOf<Given[Key], Parameters> };

/** The parameters with the given values applied; others, and those not in `names`, keep their values. */
export function overrideParameters<Parameters extends object, Given extends object>(
  parameters: Parameters,
  given: Given,
  names: ParameterNames<Given, Parameters>,
): Parameters {
  const changed = { ...parameters } as Record<PropertyKey, unknown>;
  for (const key of Object.keys(names) as (keyof Given)[]) {
    if (given[key] !== undefined) changed[names[key]] = given[key];
  }
  // The type of `names` ensures that each value has the type of its parameter.
  return changed as Parameters;
}
