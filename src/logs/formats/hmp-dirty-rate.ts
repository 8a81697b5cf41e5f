/** HMP's `info dirty_rate` (migration/migration-hmp-cmds.c: hmp_info_dirty_rate; its MB are MiB). */
import { MIB, rate, seconds } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";

export const HMP_DIRTY_RATE: LogFormat = {
  name: "hmp-dirty-rate",
  title: "HMP info dirty_rate",
  signature: /^\(qemu\) info dirty_rate|^Sample Pages: |^Dirty rate: \d+ \(MB\/s\)\s*$|^vcpu\[\d+\], Dirty rate: /,
  read: (findings) => new HmpDirtyRateReader(findings),
};

class HmpDirtyRateReader implements LineReader {
  readonly #findings: Findings;
  #mode: string | undefined;
  #seconds: number | undefined;
  #isMeasured = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, number: number): boolean {
    const [, name = "", value = ""] = /^(Status|Start Time|Sample Pages|Period|Mode|Dirty rate): (.*?)\s*$/.exec(text) ?? [];
    if (name === "") return /^\(qemu\)|^vcpu\[\d+\], Dirty rate: \d+ \(MB\/s\)/.test(text);
    if (name === "Status") this.#status(value, number);
    if (name === "Mode") this.#mode = value;
    if (name === "Period") {
      const [, length = value, unit = "sec"] = /^(\S+) \((sec|ms|milliseconds?)\)$/.exec(value) ?? [];
      this.#seconds = seconds(length, unit === "sec" ? 1 : 0.001, number, name);
    }
    if (name === "Dirty rate") this.#rate(value, number);
    return true;
  }

  #status(value: string, line: number): void {
    if (!["unstarted", "measuring", "measured"].includes(value)) throw new LogError(line, `Status: expected measured, received ${value}`);
    this.#isMeasured = value === "measured";
    this.#mode = undefined;
    this.#seconds = undefined;
  }

  #rate(value: string, line: number): void {
    if (!this.#isMeasured) {
      this.#findings.warn(line, "the dirty rate is not measured yet: ask again after its period");
      return;
    }
    const [, figure = ""] = /^(\S+) \(MB\/s\)$/.exec(value) ?? [];
    const mode = this.#mode ?? "page-sampling";
    if (!["page-sampling", "dirty-bitmap", "dirty-ring"].includes(mode)) throw new LogError(line, `Mode: received ${mode}`);
    const length = this.#seconds === undefined ? {} : { seconds: this.#seconds };
    this.#findings.ledger().dirtyRate({ line, mode, ...length, bytesPerSecond: rate(figure, MIB, line, "Dirty rate") });
  }
}
