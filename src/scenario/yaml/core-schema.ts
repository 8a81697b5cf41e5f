/** What a scalar without quotes means: the core schema of YAML 1.2 (specification 10.3.2). */

const CONSTANTS: ReadonlyMap<string, null | boolean | number> = new Map<string, null | boolean | number>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
]);

const LONGEST_CONSTANT = 5;
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const OCTAL = /^0o[0-7]+$/;
const WHOLE = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/;
const HEXADECIMAL = /^0x[\da-fA-F]+$/;

export type Scalar = string | number | boolean | null;

/** The value of a scalar that was written without quotes. */
export function resolvePlain(text: string): Scalar {
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (mayBeNumber) {
    const digits = readDigits(text);
    if (digits >= 0) return digits;
    if (DECIMAL.test(text)) return Number(text);
    if (OCTAL.test(text) || HEXADECIMAL.test(text)) return Number(text);
  }
  if (text.length > LONGEST_CONSTANT) return text;
  const constant = CONSTANTS.get(text);
  return constant === undefined ? text : constant;
}

const MOST_DIGITS = 15;

/** A whole number in a few digits; -1 for anything else. */
function readDigits(text: string): number {
  if (text.length > MOST_DIGITS) return -1;
  let value = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const TAG_PREFIX = "tag:yaml.org,2002:";

/** Tags of the core schema, and whether a value is of their kind. */
const KINDS: Readonly<Record<string, (value: unknown, plain: string) => boolean>> = {
  str: (value) => typeof value === "string",
  int: (value, plain) => typeof value === "number" && WHOLE.test(plain),
  float: (value, plain) => typeof value === "number" && !WHOLE.test(plain),
  bool: (value) => typeof value === "boolean",
  null: (value) => value === null,
  seq: (value) => Array.isArray(value),
  map: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** The kind that a tag names (`!!str`, `!<tag:yaml.org,2002:str>`; `!` for a text), or undefined for a tag that is not known here. */
export function kindOfTag(tag: string): string | undefined {
  if (tag === "!") return "str";
  const name = tag.startsWith("!!") ? tag.slice(2) : tag.startsWith(`!<${TAG_PREFIX}`) && tag.endsWith(">") ? tag.slice(20, -1) : "";
  return Object.hasOwn(KINDS, name) ? name : undefined;
}

/** `plain` is what a number was read from. */
export function isOfKind(value: unknown, kind: string, plain: string): boolean {
  return KINDS[kind]?.(value, plain) === true;
}
