/**
 * Cloud Hypervisor's debug lines, one per pass (vmm/src/lib.rs: do_memory_iterations). Passes in whole MiB. Newer releases add a line of the
 * last pass and one of the end, with total time, downtime and its limit (do_memory_migration, send_migration).
 */
import { estimateChecks } from "../cloud-hypervisor-estimates.js";
import { entry, MIB, rate, seconds, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";

export const CLOUD_HYPERVISOR: LogFormat = {
  name: "cloud-hypervisor",
  title: "Cloud Hypervisor log",
  signature: /Precopy(?: complete)?: iter=\d/,
  advice: "run cloud-hypervisor with -vv: every pass then writes a line that begins with Precopy: iter=",
  read: (findings) => new CloudHypervisorReader(findings),
};

/** Figures of a pass by name, with the unit that each is printed in. */
const UNITS: Readonly<Record<string, RegExp>> = {
  iter: /^(\d+)$/,
  total: /^(\d+)MiB$/,
  curr: /^(\d+)MiB$/,
  bw: /^([\d.]+)MiB\/s$/,
  transfer: /^([\d.]+)s$/,
  overhead: /^(\d+)ms$/,
  est_downtime: /^(\d+)ms$/,
  elapsed: /^([\d.]+)s$/,
};

const COMPLETED = /Migration completed after (\S+)s with a downtime of (\S+)ms(?: \(goal was (\S+)ms\))?/;

interface Pass {
  readonly index: number;
  readonly sentBytes: number;
  readonly bytesPerSecond: number | undefined;
}

class CloudHypervisorReader implements LineReader {
  readonly #findings: Findings;
  #before: Pass | undefined;
  #totalMiB = 0;
  /** True if the newest pass was the last one, of the paused guest. */
  #hasLast = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    const [, last, figures] = /Precopy( complete)?: (iter=.*)$/.exec(text) ?? [];
    if (figures === undefined) return this.#ended(text, line);
    const found = new Map<string, string>();
    for (const [, name = "", value = ""] of figures.matchAll(/([a-z_]+)=(\S*)/g)) {
      const unit = entry(UNITS, name);
      const [, number] = unit?.exec(value) ?? [];
      if (unit !== undefined && number === undefined)
        throw new LogError(line, `${name}: expected ${unit.source.replace(/[\\^$()]/g, "")}, received ${value}`);
      if (number !== undefined) found.set(name, number);
    }
    const iteration = whole(found.get("iter") ?? "", line, "iter");
    if (last !== undefined && iteration === 0) throw new LogError(line, "iter: the last pass is counted from 1");
    // The count is raised once more before the line of the last pass.
    this.#hasLast = last !== undefined;
    this.#pass(found, last === undefined ? iteration : iteration - 1, line);
    return true;
  }

  #pass(found: ReadonlyMap<string, string>, index: number, line: number): void {
    const currMiB = whole(found.get("curr") ?? "", line, "curr");
    const ledger = this.#findings.ledger();
    if (index === 0 && this.#before !== undefined) {
      ledger.begin(line);
      this.#totalMiB = 0;
      this.#before = undefined;
    }
    this.#checkTotal(found.get("total"), currMiB, index, line);
    const optional = <Value>(name: string, read: (text: string) => Value): Value | undefined => {
      const value = found.get(name);
      return value === undefined ? undefined : read(value);
    };
    const bytesPerSecond = optional("bw", (text) => rate(text, MIB, line, "bw"));
    const length = optional("transfer", (text) => seconds(text, 1, line, "transfer"));
    const estimate = optional("est_downtime", (text) => seconds(text, 0.001, line, "est_downtime"));
    const sentBytes = currMiB * MIB;
    this.#checkEstimate(index, sentBytes, estimate, line);
    ledger.round({
      line,
      index,
      sentBytes,
      ...(length === undefined ? {} : { seconds: length }),
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
      ...(estimate === undefined || index === 0 ? {} : { expectedDowntimeSeconds: estimate }),
    });
    const elapsed = optional("elapsed", (text) => seconds(text, 1, line, "elapsed"));
    ledger.observe({ line, sentBytes: this.#totalMiB * MIB, syncs: index, ...(elapsed === undefined ? {} : { seconds: elapsed }) });
    if (index === 0) ledger.facts(line, { memoryBytes: sentBytes, pageBytes: 4096 });
    this.#before = { index, sentBytes, bytesPerSecond };
  }

  /** `total` is the sum of all passes, rounded on its own: off by at most one MiB per pass. */
  #checkTotal(text: string | undefined, currMiB: number, index: number, line: number): void {
    const sum = this.#totalMiB + currMiB;
    const total = text === undefined ? sum : whole(text, line, "total");
    if (index > 0 && this.#before === undefined) this.#totalMiB = total;
    else if (Math.abs(total - sum) > 1) throw new LogError(line, `total ${total} MiB is not ${this.#totalMiB} and ${currMiB} MiB`);
    this.#totalMiB = total;
  }

  #checkEstimate(index: number, sentBytes: number, estimate: number | undefined, line: number): void {
    const before = this.#before;
    if (estimate === undefined || before?.bytesPerSecond === undefined || index !== before.index + 1) return;
    const [check] = estimateChecks({
      passMiB: [before.sentBytes / MIB, sentBytes / MIB],
      passMiBPerSecond: [before.bytesPerSecond / MIB],
      estimatedMilliseconds: [Math.round(estimate * 1000)],
    });
    // Sizes are rounded to a MiB, which a slow link takes long for.
    const slackMilliseconds = 1.5 + (1000 * MIB) / before.bytesPerSecond;
    if (check === undefined || Math.abs(check.measured - check.computed) <= slackMilliseconds) return;
    throw new LogError(line, `est_downtime ${check.measured} ms does not follow from this pass and the speed of the one before`);
  }

  #ended(text: string, line: number): boolean {
    const isFailed = /Migration failed|migration.*cancel/i.test(text);
    if (isFailed) this.#findings.ledger().end(line, "failed");
    const isDone = /Migration complete/i.test(text);
    if (isDone) this.#completed(text, line);
    return isFailed || isDone;
  }

  #completed(text: string, line: number): void {
    const ledger = this.#findings.ledger();
    ledger.end(line, "completed");
    const [, total, downtime, limit] = COMPLETED.exec(text) ?? [];
    if (total === undefined || downtime === undefined) return;
    if (!this.#hasLast) this.#findings.warn(line, "the last pass, of the paused guest, is not in the log");
    ledger.facts(line, {
      totalSeconds: seconds(total, 1, line, "total time"),
      downtimeSeconds: seconds(downtime, 0.001, line, "downtime"),
      ...(limit === undefined ? {} : { downtimeLimitSeconds: seconds(limit, 0.001, line, "goal") }),
    });
  }
}
