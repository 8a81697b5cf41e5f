/** The machine and the versions with which a measurement was made. */
import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { CORE_BUILD_ID, CORE_BYTES_HEX } from "../../src/core/bytes.generated.js";

export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly processors: number;
  readonly memoryBytes: number;
  /** Mean number of running processes in the minute before the benchmark began. */
  readonly loadAverage: number;
  readonly platform: string;
  readonly node: string;
  readonly v8: string;
  readonly compiler: string;
  readonly commit: string;
  /** True if files differ from the commit. */
  readonly hasLocalChanges: boolean;
  readonly core: { readonly buildId: string; readonly bytes: number };
}

function git(...commandArguments: string[]): string {
  return spawnSync("git", commandArguments, { encoding: "utf8" }).stdout?.trim() ?? "";
}

export function describeMachine(compiler: string | undefined): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    processors: cpus().length,
    memoryBytes: totalmem(),
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    v8: process.versions.v8,
    compiler: compiler ?? "none",
    commit: git("rev-parse", "--short", "HEAD") || "unknown",
    hasLocalChanges: git("status", "--porcelain", "--", "src", "assembly", "bench") !== "",
    core: { buildId: CORE_BUILD_ID, bytes: CORE_BYTES_HEX.length / 2 },
  };
}
