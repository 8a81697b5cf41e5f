/** QEMU's trace of the pause: vmstate_downtime_checkpoint and vmstate_downtime_save (migration/savevm.c), in microseconds. */
import { decimal, seconds } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";

export const VMSTATE_TRACE: LogFormat = {
  name: "vmstate-trace",
  title: "QEMU trace of the pause",
  signature: /vmstate_downtime_(?:checkpoint|save|load) /,
  advice: "bytes and passes are in query-migrate",
  read: (findings) => new VmstateTraceReader(findings),
};

class VmstateTraceReader implements LineReader {
  readonly #findings: Findings;
  #start: number | undefined;
  #last = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    if (!VMSTATE_TRACE.signature.test(text)) return false;
    const [, stamp, event = "", rest = ""] = /^(?:\S+@)?([\d.]+):(vmstate_downtime_\w+) (.*?)\s*$/.exec(text) ?? [];
    if (stamp === undefined) throw new LogError(line, "expected SECONDS:vmstate_downtime_…");
    const now = decimal(stamp, line, "time");
    if (now < this.#last) throw new LogError(line, "the time goes back: lines are out of order");
    this.#last = now;
    if (event === "vmstate_downtime_checkpoint") this.#checkpoint(rest, now, line);
    else this.#part(rest, line);
    return true;
  }

  #checkpoint(name: string, now: number, line: number): void {
    const ledger = this.#findings.ledger();
    if (name === "src-downtime-start") {
      ledger.begin(line);
      this.#start = now;
      return;
    }
    const known = [
      "src-vm-stopped",
      "src-iterable-saved",
      "src-non-iterable-saved",
      "src-downtime-end",
      "dst-precopy-loadvm-completed",
      "dst-precopy-bh-enter",
      "dst-precopy-bh-announced",
      "dst-precopy-bh-vm-started",
    ];
    if (!known.includes(name)) throw new LogError(line, `expected a checkpoint, received ${name}`);
    if (this.#start === undefined) return;
    const elapsed = Math.round((now - this.#start) * 1e6) / 1e6;
    if (name === "src-vm-stopped") ledger.pausePart({ line, name: "stop of the vCPUs", seconds: elapsed });
    if (name === "src-downtime-end") ledger.facts(line, { downtimeSeconds: elapsed });
  }

  #part(text: string, line: number): void {
    const [, id, microseconds] = /idstr=(\S+) .*downtime=(\S+)$/.exec(text) ?? [];
    if (id === undefined) throw new LogError(line, "expected idstr=NAME and downtime=N");
    this.#findings.ledger().pausePart({ line, name: id, seconds: seconds(microseconds ?? "", 1e-6, line, "downtime") });
  }
}
