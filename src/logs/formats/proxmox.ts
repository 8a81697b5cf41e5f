/** Task logs of Proxmox VE (qemu-server, PVE/QemuMigrate.pm), of 7 and later and of the older layout. Its sizes have one decimal place. */
import { MIB, rate, seconds, size, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";
import { stampSeconds } from "../timestamps.js";

export const PROXMOX: LogFormat = {
  name: "proxmox",
  title: "Proxmox VE task log",
  signature:
    /migration active, transferred |average migration speed: |migration status: active \(transferred |starting online\/live migration/,
  advice: "for pages and passes, ask the monitor while it runs: qm monitor VMID, then info migrate",
  read: (findings) => new ProxmoxReader(findings),
};

const SIZE = "([\\d.]+ [KMGTP]?i?B)";
const ACTIVE = new RegExp(`migration active, transferred ${SIZE} of ${SIZE} VM-state, ${SIZE}/s`);
const OLD_ACTIVE = /migration status: active \(transferred (\d+), remaining (\d+)\), total (\d+)\)/;
const AVERAGE = new RegExp(`(?:average )?migration speed: ${SIZE}/s - downtime (\\d+) ms`);
const COMPLETED = new RegExp(`migration completed, transferred ${SIZE} VM-state`);
const LIMIT = /(?:migration downtime limit|auto-increased downtime to continue migration): (\d+) ms/;
const ACTIVE_START = /migration active, |migration status: active/;
/** The line says so: with one decimal place, sizes of two lines may differ by this. */
const ROUNDED_BYTES = 0.06 * 2 ** 30;

class ProxmoxReader implements LineReader {
  readonly #findings: Findings;
  #start: number | undefined;
  #memoryBytes: number | undefined;
  #sentBytes = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    return this.#started(text, line) || this.#active(text, line) || this.#limit(text, line) || this.#ended(text, line);
  }

  #started(text: string, line: number): boolean {
    if (!/start migrate command to|starting (?:online\/live )?migration on/.test(text)) return false;
    // Both lines come at the start: the second does not begin another migration.
    if (this.#memoryBytes !== undefined) this.#findings.ledger().begin(line);
    this.#memoryBytes = undefined;
    this.#sentBytes = 0;
    this.#start = stampSeconds(text);
    return true;
  }

  #active(text: string, line: number): boolean {
    if (!ACTIVE_START.test(text)) return false;
    const [, transferred, total, speed] = ACTIVE.exec(text) ?? [];
    const [, oldTransferred, remaining, oldTotal] = OLD_ACTIVE.exec(text) ?? [];
    if (transferred === undefined && oldTransferred === undefined)
      throw new LogError(line, "expected migration active, transferred SIZE of SIZE VM-state, SIZE/s");
    const memoryBytes = total === undefined ? whole(oldTotal ?? "", line, "total") : size(total, line, "VM-state");
    const sentBytes = transferred === undefined ? whole(oldTransferred ?? "", line, "transferred") : size(transferred, line, "transferred");
    const isRounded = transferred !== undefined && sentBytes < this.#sentBytes && this.#sentBytes - sentBytes < ROUNDED_BYTES;
    this.#sentBytes = isRounded ? this.#sentBytes : sentBytes;
    this.#memoryBytes = memoryBytes;
    this.#findings.ledger().observe({
      line,
      status: "active",
      memoryBytes,
      sentBytes: this.#sentBytes,
      ...this.#elapsed(text, line),
      ...(speed === undefined ? {} : { bytesPerSecond: size(speed, line, "speed") }),
      ...(remaining === undefined ? {} : { remainingBytes: whole(remaining, line, "remaining") }),
    });
    return true;
  }

  #elapsed(text: string, line: number): { readonly seconds?: number } {
    const now = stampSeconds(text);
    if (now === undefined || this.#start === undefined) return {};
    if (now < this.#start) throw new LogError(line, "a time before the migration began: lines are out of order");
    return { seconds: now - this.#start };
  }

  #limit(text: string, line: number): boolean {
    const [, limit] = LIMIT.exec(text) ?? [];
    if (limit === undefined && /downtime(?: limit|.*continue migration): /.test(text))
      throw new LogError(line, "expected a downtime in ms");
    if (limit !== undefined) this.#findings.ledger().facts(line, { downtimeLimitSeconds: seconds(limit, 0.001, line, "downtime limit") });
    return limit !== undefined || /set migration (?:capabilities|parameters)|migration cachesize/.test(text);
  }

  #ended(text: string, line: number): boolean {
    const ledger = this.#findings.ledger();
    const [, speed, downtime] = AVERAGE.exec(text) ?? [];
    if (speed === undefined && /migration speed: /.test(text)) throw new LogError(line, "expected migration speed: SIZE/s - downtime N ms");
    if (speed !== undefined) {
      ledger.facts(line, { downtimeSeconds: seconds(downtime ?? "", 0.001, line, "downtime"), ...this.#total(text, line) });
      rate(speed.split(" ")[0] ?? "", MIB, line, "average migration speed");
    }
    const [, transferred] = COMPLETED.exec(text) ?? [];
    if (transferred !== undefined)
      ledger.observe({ line, sentBytes: Math.max(size(transferred, line, "transferred"), this.#sentBytes), ...this.#elapsed(text, line) });
    if (/migration status: completed/.test(text)) ledger.end(line, "completed");
    const isFailed = /migration status error: failed|migration (?:aborted|problem)|TASK ERROR/.test(text);
    if (isFailed) ledger.end(line, "failed");
    if (/migration status error: cancelled/.test(text)) ledger.end(line, "cancelled");
    return isFailed || speed !== undefined || /migration (?:completed|status|finished)|TASK OK/.test(text);
  }

  #total(text: string, line: number): { readonly totalSeconds?: number } {
    const { seconds: totalSeconds } = this.#elapsed(text, line);
    return totalSeconds === undefined ? {} : { totalSeconds };
  }
}
