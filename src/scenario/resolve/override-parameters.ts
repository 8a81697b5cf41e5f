/** From the names that users write to the resolved ones, which carry their units. */

/** The names of those parameters that can have such a value. */
type NamesOf<Value, Parameters> = {
  [Name in keyof Parameters]-?: NonNullable<Value> extends NonNullable<Parameters[Name]> ? Name : never;
}[keyof Parameters];

/** For each name that a user may write, the resolved parameter that takes its value. */
export type ParameterNames<Given, Parameters> = { readonly [Key in keyof Given]-?: NamesOf<Given[Key], Parameters> };

/** The parameters with the given values in their places; what is not given, and what has no name in `names`, is left alone. */
export function overrideParameters<Parameters extends object, Given extends object>(
  parameters: Parameters,
  given: Given,
  names: ParameterNames<Given, Parameters>,
): Parameters {
  const changed = { ...parameters } as Record<PropertyKey, unknown>;
  for (const key of Object.keys(names) as (keyof Given)[]) {
    if (given[key] !== undefined) changed[names[key]] = given[key];
  }
  // The type of the names says that each of these parameters has values of its kind.
  return changed as Parameters;
}
