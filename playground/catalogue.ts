/** The shipped scenarios, the files that they name, and what the schema says of fields: put in by scripts/build-playground.js. */

export interface ShippedExample {
  /** The folder that it is in, in words. */
  readonly group: string;
  readonly name: string;
  readonly scenario: string;
  /** Empty for none. */
  readonly variants: string;
}

/** What the schema says of a field. */
export interface FieldTexts {
  readonly description: string;
  readonly range?: string;
  readonly unit?: string;
  readonly default?: string | number | boolean;
  /** The names that it may have, if it has nothing but names, or names beside a mapping. */
  readonly names?: readonly string[];
}

declare const PLAYGROUND_EXAMPLES: readonly ShippedExample[];
declare const PLAYGROUND_FILES: Readonly<Record<string, string>>;
declare const PLAYGROUND_STORY_VALUES: readonly object[];
declare const PLAYGROUND_FIELDS: Readonly<Record<string, FieldTexts>>;

export const EXAMPLES = PLAYGROUND_EXAMPLES;
export const EXAMPLE_FILES = PLAYGROUND_FILES;
/** What the texts of stories say, so that they can be told before the parser is loaded. */
export const STORY_VALUES = PLAYGROUND_STORY_VALUES;
/** By path; items of lists as `workload[].size`. */
export const FIELDS = PLAYGROUND_FIELDS;
