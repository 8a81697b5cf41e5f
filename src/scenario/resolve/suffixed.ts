/** Builds tables of names that differ by a unit suffix. */

/** From names in scenarios to resolved names: `suffixed("Seconds", "setup")` is `{ setup: "setupSeconds" }`. */
export function suffixed<const Suffix extends string, const Names extends readonly string[]>(
  suffix: Suffix,
  ...names: Names
): { readonly [Name in Names[number]]: `${Name}${Suffix}` } {
  return Object.fromEntries(names.map((name) => [name, name + suffix])) as { [Name in Names[number]]: `${Name}${Suffix}` };
}

/** From resolved names to names in scenarios: `unsuffixed("Seconds", "setup")` is `{ setupSeconds: "setup" }`. */
export function unsuffixed<const Suffix extends string, const Names extends readonly string[]>(
  suffix: Suffix,
  ...names: Names
): { readonly [Name in Names[number] as `${Name}${Suffix}`]: Name } {
  return Object.fromEntries(names.map((name) => [name + suffix, name])) as { [Name in Names[number] as `${Name}${Suffix}`]: Name };
}
