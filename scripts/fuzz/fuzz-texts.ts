/** Fuzzer of mutated texts: each must be refused with a ConfigError or read correctly. */
import { checkText } from "./check-text.js";
import type { Fuzzer } from "./fuzzer.js";
import { type TextInput, texts } from "./generate-texts.js";

export const textFuzzer: Fuzzer<TextInput> = {
  name: "texts",
  count: 1_000_000,
  limitSeconds: 2,
  inputs: texts,
  show: ({ text, overrides }) => `${JSON.stringify(text)}${overrides.length > 0 ? ` with ${JSON.stringify(overrides)}` : ""}`,
  check: checkText,
};
