/** Leaves the descriptions of fields out of the library, as programs that only simulate do not need them. */
import { readFileSync } from "node:fs";

export const leaveOutMeanings = {
  name: "leave-out-meanings",
  setup(bundler) {
    const contents = readFileSync(new URL("../src/scenario/schema/json-schema-absent.ts", import.meta.url), "utf8");
    bundler.onLoad({ filter: /scenario\/schema\/json-schema-only\.ts$/ }, () => ({ contents, loader: "ts" }));
  },
};
