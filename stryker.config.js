/** Mutation testing of one room of the tree by that room's own tests: `npm run mutate -- src/engine`. */
const room = process.env.MUTATED_ROOM;

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "vitest.mutation.config.ts", related: false },
  coverageAnalysis: "perTest",
  // Constants outside functions: each would need a run of every test of the room.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 20_000,
  tempDirName: "build/stryker",
  ignorePatterns: ["dist", "build", "bench", "docs", "examples"],
  reporters: ["clear-text", "json"],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: `build/mutation-${room}.json` },
};
