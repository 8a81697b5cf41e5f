/** What a test program in the guest says that it writes (mig_mon): one line per second or so; its MB are MiB. */
import { MIB, rate, seconds } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";

export const WRITER_RATE: LogFormat = {
  name: "writer-rate",
  title: "rate of a writer in the guest",
  signature: /^Dirty rate: \S+ \(MB\/s\), duration: /,
  read: ({ ledger }: Findings): LineReader => ({
    line: (text, line) => {
      if (!text.startsWith("Dirty rate: ")) return false;
      const [, figure, length] = /^Dirty rate: (\S+) \(MB\/s\), duration: (\S+) \(ms\)/.exec(text) ?? [];
      if (figure === undefined || length === undefined) throw new LogError(line, "expected a dirty rate in MB/s and a duration in ms");
      const bytesPerSecond = rate(figure, MIB, line, "dirty rate");
      ledger().dirtyRate({ line, mode: "writer", seconds: seconds(length, 0.001, line, "duration"), bytesPerSecond });
      return true;
    },
  }),
};
