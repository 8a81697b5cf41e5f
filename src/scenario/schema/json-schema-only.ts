/**
 * What only the JSON Schema tells of the schema. No scenario is read with it, so scripts/build.js bundles the library with empty
 * functions in place of these: their calls fall away, and the texts with them. Nothing but `pipe` and valibot's `description` may
 * hold what they return.
 */

/** What a field means, in a sentence. */
export function meaning(text: string): string {
  return text;
}

/** What a reading of our own looks like to the converter: how a pipe of valibot's schemas and their metadata is made. */
export function appearance(describe: () => readonly unknown[]): () => readonly unknown[] {
  return describe;
}
