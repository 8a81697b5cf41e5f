/** A polling script's lines: `230.6s active  sent=210.74 GiB  remaining=868.75 MiB  8328.5 mbps rounds=12`. */
import { MEGABIT_BYTES, rate, seconds, size, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { endOfStatus } from "../json/migrate-reply.js";
import { LogError } from "../log-error.js";

export const POLLED: LogFormat = {
  name: "polled",
  title: "lines of a script that polls query-migrate",
  signature: /^\s*[\d.]+s \S+ +sent=/,
  advice: "write down the whole reply of query-migrate: it has the guest's size, pages and dirty rate too",
  read: ({ ledger }: Findings): LineReader => ({
    line: (text, line) => {
      if (!/\bsent=/.test(text)) return false;
      const found = /^\s*([\d.]+)s (\S+) +sent=([\d.]+ \w+) +remaining=([\d.]+ \w+) +([\d.]+) mbps rounds=(\S+)\s*$/.exec(text);
      if (found === null) throw new LogError(line, "expected Ns STATUS sent=SIZE remaining=SIZE N mbps rounds=N");
      const [, elapsed = "", status = "", sent = "", remaining = "", mbps = "", rounds = ""] = found;
      const end = endOfStatus(status, line);
      const now = seconds(elapsed, 1, line, "time");
      ledger().observe({
        line,
        status,
        seconds: now,
        sentBytes: size(sent, line, "sent"),
        remainingBytes: size(remaining, line, "remaining"),
        bytesPerSecond: rate(mbps, MEGABIT_BYTES, line, "mbps"),
        syncs: whole(rounds, line, "rounds"),
        ...(end === undefined ? {} : { end, totalSeconds: now }),
      });
      return true;
    },
  }),
};
