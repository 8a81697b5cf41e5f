/** The tests that judge the mutants of one room: its own, or those of MUTATED_TESTS (paths with commas between). See stryker.config.js. */
import { defineConfig } from "vitest/config";
import everything from "./vitest.config.js";

const { MUTATED_TESTS, MUTATED_ROOM } = process.env;
const include = MUTATED_TESTS ? MUTATED_TESTS.split(",") : [`test/${MUTATED_ROOM}/**/*.test.ts`];

export default defineConfig({ test: { ...everything.test, include } });
