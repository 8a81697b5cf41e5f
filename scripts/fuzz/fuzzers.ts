/** Every fuzzer, in the order in which they run. */

import { argumentFuzzer } from "./fuzz-arguments.js";
import { logFuzzer } from "./fuzz-logs.js";
import { policyFuzzer } from "./fuzz-policies.js";
import { scenarioFuzzer } from "./fuzz-scenarios.js";
import { stepFuzzer } from "./fuzz-steps.js";
import { textFuzzer } from "./fuzz-texts.js";
import type { Fuzzer } from "./fuzzer.js";

// biome-ignore lint/suspicious/noExplicitAny: each fuzzer has its own input type and receives only its own inputs
export const FUZZERS: readonly Fuzzer<any>[] = [textFuzzer, scenarioFuzzer, stepFuzzer, policyFuzzer, argumentFuzzer, logFuzzer];
