/** The tests that judge the mutants of one room: its own. See stryker.config.js. */
import { defineConfig } from "vitest/config";
import everything from "./vitest.config.js";

export default defineConfig({ test: { ...everything.test, include: [`test/${process.env.MUTATED_ROOM}/**/*.test.ts`] } });
