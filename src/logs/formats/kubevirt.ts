/** virt-launcher's lines (KubeVirt, live-migration-source.go: logMigrationInfo), with several migrations in one log. Sizes in whole MiB. */
import { entry, MEGABIT_BYTES, MIB, rate, seconds, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import type { Observation } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { MigrationEnd } from "../observed.js";

export const KUBEVIRT: LogFormat = {
  name: "kubevirt",
  title: "KubeVirt log (virt-launcher)",
  signature: /Migration info for \S+: TimeElapsed:/,
  advice: "virt-launcher writes its counters at verbosity 2 and above (logVerbosity.virtLauncher)",
  read: (findings) => new KubevirtReader(findings),
};

const PAIR = /\b([A-Z]\w+):([^\s"\\]+)/g;
const NUMBER = /^(\d+)(ms|MiB|Mbps)?$/;
const UNITS: Readonly<Record<string, string>> = {
  TimeElapsed: "ms",
  MemoryProcessed: "MiB",
  MemoryRemaining: "MiB",
  MemoryTotal: "MiB",
  MemoryBandwidth: "Mbps",
  DirtyRate: "Mbps",
  ExpectedDowntime: "ms",
  Downtime: "ms",
};
const NEEDED = ["TimeElapsed", "MemoryProcessed", "MemoryRemaining", "MemoryTotal"];
const ENDS: readonly (readonly [RegExp, MigrationEnd])[] = [
  [/Migration has been completed|Live migration succeeded|migration completed successfully/i, "completed"],
  [/Live migration aborted|Migration was canceled/i, "cancelled"],
  [/Live migration failed|Migration job failed/i, "failed"],
];
/** Until 2021 the lines had the bandwidth divided by 8 twice instead of multiplied: a 64th. */
const OLD_RATE_RATIO = 1 / 30;

class KubevirtReader implements LineReader {
  readonly #findings: Findings;
  #last: string | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    const [, name, info] = /Migration info for (\S+): (.*)$/.exec(text) ?? [];
    if (name === undefined || info === undefined) return this.#ended(text, line);
    const values = new Map<string, string>();
    for (const [, key = "", value = ""] of info.matchAll(PAIR)) values.set(key, value);
    const missing = NEEDED.filter((key) => !values.has(key));
    if (missing.length > 0) throw new LogError(line, `${missing.join(", ")} missing in the migration info`);
    this.#last = name;
    this.#findings.ledger(name).observe(this.#observation(values, line));
    return true;
  }

  #observation(values: ReadonlyMap<string, string>, line: number): Observation {
    const number = (key: string): string => numberOf(values.get(key), key, line);
    const bytes = (key: string): number => whole(number(key), line, key) * MIB;
    const counted = (key: string, field: keyof Observation): Partial<Observation> =>
      values.has(key) ? { [field]: whole(number(key), line, key) } : {};
    const timed = (key: string, field: keyof Observation): Partial<Observation> =>
      values.has(key) ? { [field]: seconds(number(key), 0.001, line, key) } : {};
    const elapsed = seconds(number("TimeElapsed"), 0.001, line, "TimeElapsed");
    const sentBytes = bytes("MemoryProcessed");
    return {
      line,
      seconds: elapsed,
      sentBytes,
      remainingBytes: bytes("MemoryRemaining"),
      memoryBytes: bytes("MemoryTotal"),
      ...this.#rates(values, sentBytes / Math.max(elapsed, 1), elapsed, line),
      ...counted("Iteration", "syncs"),
      ...counted("PostcopyRequests", "postcopyRequests"),
      ...counted("ConstantPages", "zeroPages"),
      ...counted("NormalPages", "normalPages"),
      ...timed("ExpectedDowntime", "expectedDowntimeSeconds"),
      ...timed("Downtime", "downtimeSeconds"),
      ...(values.has("Downtime") ? { end: "completed" as const, totalSeconds: elapsed } : {}),
    };
  }

  #rates(values: ReadonlyMap<string, string>, meanBytesPerSecond: number, elapsed: number, line: number): Partial<Observation> {
    const text = values.get("MemoryBandwidth");
    if (text === undefined) return {};
    const bytesPerSecond = rate(numberOf(text, "MemoryBandwidth", line), MEGABIT_BYTES, line, "MemoryBandwidth");
    if (elapsed >= 5 && bytesPerSecond < meanBytesPerSecond * OLD_RATE_RATIO) {
      this.#findings.warn(
        line,
        `MemoryBandwidth ${text} is far below the mean of what was sent: left out with DirtyRate (older KubeVirt writes a 64th)`,
      );
      return {};
    }
    const dirty = values.get("DirtyRate");
    if (dirty === undefined) return { bytesPerSecond };
    const dirtyBytes = rate(numberOf(dirty, "DirtyRate", line), MEGABIT_BYTES, line, "DirtyRate");
    return { bytesPerSecond, dirtyPagesPerSecond: dirtyBytes / 4096 };
  }

  #ended(text: string, line: number): boolean {
    const [, end] = ENDS.find(([pattern]) => pattern.test(text)) ?? [];
    const ledger = this.#findings.ledger(this.#last);
    if (end !== undefined && this.#last !== undefined && !ledger.hasEnded) ledger.end(line, end);
    return end !== undefined;
  }
}

function numberOf(text: string | undefined, key: string, line: number): string {
  const [, number, unit = ""] = NUMBER.exec(text ?? "") ?? [];
  if (number !== undefined && unit === (entry(UNITS, key) ?? "")) return number;
  throw new LogError(
    line,
    `${key}: expected a whole number${UNITS[key] === undefined ? "" : ` of ${UNITS[key]}`}, received ${text ?? "nothing"}`,
  );
}
