/** A result as the command writes it, as one string. */
import type { MigrationResult } from "../../src/index.js";
import { roundsCsv } from "../../src/output/csv.js";
import { resultJson } from "../../src/output/json.js";

export function jsonOf(result: MigrationResult): string {
  return [...resultJson(result)].join("");
}

export function csvOf(result: MigrationResult): string {
  return [...roundsCsv(result)].join("");
}
