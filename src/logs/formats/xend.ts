/** xend's log: a line per round, counted from 1 (tools/xcutils/xc_save.c by XendCheckpoint). */
import { whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";
import { roundStatistics, XenSaveRounds } from "../xen-save.js";

export const XEND: LogFormat = {
  name: "xend",
  title: "xend log",
  signature: /\d+: sent \d+, skipped \d+,|XendCheckpoint.*Saving memory pages: iter/,
  read: (findings) => new XendReader(findings),
};

const ROUND = /(\S+): sent (\S+), skipped (\S+),/;

class XendReader implements LineReader {
  readonly #findings: Findings;
  #rounds: XenSaveRounds;
  /** A round whose statistics follow on a line of their own. */
  #pending: { readonly index: number; readonly sent: number; readonly skipped: number; readonly line: number } | undefined;
  #last = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#rounds = new XenSaveRounds(findings.ledger(), findings.warn);
  }

  line(text: string, line: number): boolean {
    const isTotal = /Total pages sent/.test(text);
    if (isTotal) {
      this.#flush();
      this.#rounds.total(text, line);
      return true;
    }
    return this.#round(text, line) || this.#statistics(text, line) || this.#other(text, line);
  }

  end(): void {
    this.#flush();
  }

  #round(text: string, line: number): boolean {
    if (!/: sent \S+, skipped /.test(text)) return false;
    this.#flush();
    const [, name = "", sent, skipped] = ROUND.exec(text) ?? [];
    if (sent === undefined) throw new LogError(line, "expected N: sent N, skipped N,");
    const number = whole(name.replace(/^.*[^\d]/, ""), line, "round");
    if (number === 0) throw new LogError(line, "rounds are counted from 1");
    if (number === 1 && this.#last > 0) {
      this.#findings.ledger().begin(line);
      this.#rounds = new XenSaveRounds(this.#findings.ledger(), this.#findings.warn);
    }
    this.#last = number;
    this.#pending = { index: number - 1, sent: whole(sent, line, "sent"), skipped: whole(skipped ?? "", line, "skipped"), line };
    const statistics = roundStatistics(text, line);
    if (statistics !== undefined) this.#finish(statistics);
    return true;
  }

  #statistics(text: string, line: number): boolean {
    const statistics = roundStatistics(text, line);
    if (statistics === undefined) return false;
    if (this.#pending === undefined) throw new LogError(line, "statistics without a round: lines are out of order");
    this.#finish(statistics);
    return true;
  }

  #finish(statistics: object): void {
    if (this.#pending === undefined) return;
    this.#rounds.add({ ...this.#pending, ...statistics });
    this.#pending = undefined;
  }

  #flush(): void {
    this.#finish({});
  }

  #other(text: string, line: number): boolean {
    if (/Save exit rc=0|Domain \d+ .*suspended|Migration successful/.test(text)) {
      this.#flush();
      if (/Save exit rc=0/.test(text)) this.#findings.ledger().end(line, "completed");
      return true;
    }
    if (/Save exit rc=[1-9]/.test(text)) this.#findings.ledger().end(line, "failed");
    return /XendCheckpoint/.test(text);
  }
}
