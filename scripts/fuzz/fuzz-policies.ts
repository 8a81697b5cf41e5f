/** Stop policies of a user's own that answer anything at all: a result with every invariant, or one error in words. */
import { inspect } from "node:util";
import fc, { type Arbitrary } from "fast-check";
import { ConfigError, createSimulation, PolicyError, parseScenario, type RoundStatistics, type StopPolicy } from "../../src/index.js";
import { checkRun } from "./check-result.js";
import { claim, type Fuzzer, shorten } from "./fuzzer.js";
import { scenarios, type WrittenScenario } from "./generate-scenarios.js";

/** Answers that no value can stand for: made anew at each call, by name. */
const STRANGE: Readonly<Record<string, (statistics: RoundStatistics) => unknown>> = {
  throws: () => {
    throw new Error("no idea");
  },
  "throws nothing": () => {
    throw undefined;
  },
  "throws what cannot be read": () => {
    throw unreadable();
  },
  "answers what cannot be read": unreadable,
  "a getter that throws": () => ({
    get decision() {
      throw new RangeError("not now");
    },
  }),
  "another decision at each reading": () => {
    const decisions = ["continue", "stop", 7];
    return {
      get decision() {
        return decisions.shift();
      },
    };
  },
  "a promise": () => Promise.resolve("stop"),
  "a promise that fails": () => Promise.reject(new Error("later")),
  "a function": () => () => "stop",
  "a symbol": () => Symbol("stop"),
  "spoils the statistics": (statistics) => {
    for (const key of Object.keys(statistics)) (statistics as unknown as Record<string, unknown>)[key] = Number.NaN;
    return "continue";
  },
};

function unreadable(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** One call of the policy: a value, or the name of something strange. */
type Call = { readonly value: unknown } | { readonly strange: string };

export interface PolicyInput {
  readonly scenario: WrittenScenario;
  /** The answers in turn; after the last the policy goes on, or gives the last again. */
  readonly calls: readonly Call[];
  readonly repeats: boolean;
}

const decisions = fc.constantFrom("continue", "continue", "continue", "stop", "abort", "postcopy");
const figures = fc.constantFrom(
  0,
  1e-300,
  0.001,
  0.3,
  0.99,
  0.995,
  1,
  2000,
  2001,
  1e300,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  "1",
  null,
);
const settings = fc.record(
  { downtimeLimitSeconds: figures, maxBandwidthBytesPerSecond: figures, throttleRatio: figures },
  { requiredKeys: [] },
);
const reasoned = fc.record(
  {
    decision: decisions,
    converged: fc.constantFrom(true, false, true, false, 1, "yes"),
    detail: fc.constantFrom("Enough of it.", "It was time.", "", "  ", 7, null),
    settings: fc.oneof({ weight: 4, arbitrary: settings }, { weight: 1, arbitrary: fc.anything() }),
  },
  { requiredKeys: ["decision"] },
);
const calls: Arbitrary<Call> = fc.oneof(
  { weight: 6, arbitrary: decisions.map((value) => ({ value })) },
  { weight: 6, arbitrary: reasoned.map((value) => ({ value })) },
  { weight: 1, arbitrary: fc.anything().map((value) => ({ value })) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(STRANGE)).map((strange) => ({ strange })) },
);

export const policyFuzzer: Fuzzer<PolicyInput> = {
  name: "policies",
  count: 5000,
  limitSeconds: 60,
  inputs: fc.record({ scenario: scenarios, calls: fc.array(calls, { minLength: 1, maxLength: 8 }), repeats: fc.boolean() }),
  show: ({ scenario, calls, repeats }) => `${JSON.stringify(scenario)} with ${inspect(calls, { depth: 6 })}${repeats ? " repeated" : ""}`,
  check: checkPolicy,
};

const MOST_CHARACTERS = 1500;

/** Simulates the first run under the policy, and holds the result, or the error, against what the library promises. */
export async function checkPolicy({ scenario: written, calls, repeats }: PolicyInput): Promise<string> {
  // fast-check marks what it draws with a symbol, which no scenario may have: a clone has none.
  const { policy: _, ...rest } = structuredClone(written);
  const scenario = parseScenario({ ...rest, runs: 1 });
  try {
    const simulation = await createSimulation(scenario, { policy: policyOf(calls, repeats) });
    const run = simulation.run().runs[0];
    claim(run !== undefined, () => "a result without a run");
    checkRun(run, scenario);
    return `moved or kept: ${run.stop.kind}`;
  } catch (error) {
    if (error instanceof ConfigError) return "refused scenario";
    if (!(error instanceof PolicyError)) throw error;
    const { message } = error;
    claim(message.length <= MOST_CHARACTERS && !/\[object |\n/.test(message), () => `not written for people: ${shorten(message, 200)}`);
    return `refused: ${message.split(":", 2)[1]?.trim().split(" ", 2).join(" ")}`;
  }
}

function policyOf(calls: readonly Call[], repeats: boolean): StopPolicy {
  let index = 0;
  const policy = (statistics: RoundStatistics): unknown => {
    const call = calls[index++] ?? (repeats ? calls.at(-1) : { value: "continue" });
    if (call === undefined) return "continue";
    return "strange" in call ? STRANGE[call.strange]?.(statistics) : call.value;
  };
  return policy as StopPolicy;
}
