/** The result line of a pre-copy tool over Firecracker's diff snapshots. */
import { decimal, seconds, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";

export const FIRECRACKER: LogFormat = {
  name: "firecracker-tool",
  title: "result line of a pre-copy tool for Firecracker",
  signature: /^RESULT total_blackout_ms=/,
  read: ({ ledger }: Findings): LineReader => ({
    line: (text, line) => {
      if (!text.startsWith("RESULT ")) return false;
      const values = new Map([...text.matchAll(/([a-z_]+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]));
      const value = (name: string): string => {
        const found = values.get(name);
        if (found === undefined) throw new LogError(line, `${name} is missing`);
        return found;
      };
      const downtimeSeconds = seconds(value("total_blackout_ms"), 0.001, line, "total_blackout_ms");
      const cutover = seconds(value("cutover_blackout_ms"), 0.001, line, "cutover_blackout_ms");
      if (cutover > downtimeSeconds) throw new LogError(line, "cutover_blackout_ms is more than total_blackout_ms");
      const passed = value("pass");
      if (passed !== "true" && passed !== "false") throw new LogError(line, `pass: expected true or false, received ${passed}`);
      whole(value("extents"), line, "extents");
      decimal(value("max_gap_ms"), line, "max_gap_ms");
      if (ledger().hasEnded) ledger().begin(line);
      ledger().observe({
        line,
        downtimeSeconds,
        downtimeBytes: whole(value("diff_bytes"), line, "diff_bytes"),
        end: passed === "true" ? "completed" : "failed",
      });
      ledger().pausePart({ line, name: "cut-over", seconds: cutover });
      return true;
    },
  }),
};
