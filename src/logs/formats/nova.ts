/** nova-compute's log (nova/virt/libvirt/driver.py: _live_migration_monitor; migration.py), with several guests in one log. */
import { seconds, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import type { Ledger } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { MigrationEnd } from "../observed.js";

export const NOVA: LogFormat = {
  name: "nova",
  title: "nova-compute log",
  signature: /Migration running for \d+ secs|Increasing downtime to \d+ ms after|Live migration not completed after/,
  advice: "for pages and passes: virsh domjobinfo on the source host while it runs",
  read: (findings) => new NovaReader(findings),
};

const RUNNING = /Migration running for (\S+) secs, memory (\S+?)% remaining;? \(bytes processed=(\S+), remaining=(\S+), total=(\S+)\)/;
const ENDS: readonly (readonly [RegExp, MigrationEnd])[] = [
  [/Migration operation has completed/, "completed"],
  [/Migration operation was cancelled|Migration operation has aborted/, "cancelled"],
  [/Live [Mm]igration failure|Migration job failed/, "failed"],
];

class NovaReader implements LineReader {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    const [, instance] = /\[instance: ([\w-]+)\]/.exec(text) ?? [];
    const ledger = (): Ledger => this.#findings.ledger(instance);
    return this.#running(text, line, ledger) || this.#limit(text, line, ledger) || this.#ended(text, line, ledger);
  }

  #running(text: string, line: number, ledger: () => Ledger): boolean {
    if (!text.includes("Migration running for ")) return false;
    const [, elapsed, percent, processed, remaining, total] = RUNNING.exec(text) ?? [];
    if (elapsed === undefined)
      throw new LogError(line, "expected Migration running for N secs, memory P% remaining; (bytes processed=…, remaining=…, total=…)");
    const remainingBytes = whole(remaining ?? "", line, "remaining");
    const memoryBytes = whole(total ?? "", line, "total");
    const share = whole(percent ?? "", line, "memory remaining");
    // Nova rounds the share up and down over the years: one point either way.
    if (memoryBytes > 0 && Math.abs((100 * remainingBytes) / memoryBytes - share) > 1.5) {
      throw new LogError(line, `${share} % remaining is not ${remainingBytes} of ${memoryBytes} bytes`);
    }
    ledger().observe({
      line,
      seconds: seconds(elapsed, 1, line, "running for"),
      sentBytes: whole(processed ?? "", line, "bytes processed"),
      remainingBytes,
      memoryBytes,
    });
    return true;
  }

  #limit(text: string, line: number, ledger: () => Ledger): boolean {
    if (!text.includes("Increasing downtime to ")) return /Data remaining \d+ bytes, low watermark/.test(text);
    const [, limit, after] = /Increasing downtime to (\S+) ms after (\S+) sec/.exec(text) ?? [];
    if (limit === undefined || after === undefined) throw new LogError(line, "expected Increasing downtime to N ms after N sec");
    const downtimeLimitSeconds = seconds(limit, 0.001, line, "downtime");
    if (seconds(after, 1, line, "after") === 0) ledger().begin(line);
    ledger().facts(line, { downtimeLimitSeconds });
    return true;
  }

  #ended(text: string, line: number, ledger: () => Ledger): boolean {
    if (text.includes("Live migration not completed after ")) {
      const [, after] = /not completed after (\S+) sec/.exec(text) ?? [];
      ledger().facts(line, { totalSeconds: seconds(after ?? "", 1, line, "not completed after") });
      ledger().end(line, "given up");
      return true;
    }
    const [, end] = ENDS.find(([pattern]) => pattern.test(text)) ?? [];
    // Nova cancels what it has given up: the first word stands.
    if (end !== undefined && !ledger().hasEnded) ledger().end(line, end);
    return end !== undefined;
  }
}
