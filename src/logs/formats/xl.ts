/**
 * `xl migrate`: rounds of Xen up to 4.5 (tools/libxc/xc_domain_save.c), frames per iteration from 4.6 on (tools/libs/guest/xg_sr_save.c), and
 * the receiver's progress.
 */
import { whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";
import { type RoundStatistics, roundStatistics, XenSaveRounds } from "../xen-save.js";

const PAGE_BYTES = 4096;

export const XL: LogFormat = {
  name: "xl",
  title: "xl migrate",
  signature: /^\s*(?:xc: |migration (?:target|sender): |libxl: .*migrat|Saving to migration stream|Loading new save file)/,
  advice: "rounds, pages and times are written by xl -vvv migrate; the dirty log can be watched by xentrace or by the toolstack's own log",
  read: (findings) => new XlReader(findings),
};

const LEGACY_ROUND = /Saving memory: iter (\S+) \(last sent (\S+) skipped (\S+)\)/;
const FRAMES = /Frames iteration (\S+?)(?: of \S+)?: (\d+)(?: of |\/)(\d+)\s/;
const RECEIVED = /Reloading memory pages: (\S+)\/(\S+)/;

class XlReader implements LineReader {
  readonly #findings: Findings;
  #legacy: LegacyRounds;
  #frames: { readonly index: number; readonly done: number; readonly of: number } | undefined;
  #received: { readonly done: number; readonly of: number } | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#legacy = new LegacyRounds(findings);
  }

  line(text: string, line: number): boolean {
    return this.#legacy.line(text, line) || this.#iteration(text, line) || this.#reload(text, line) || this.#end(text, line);
  }

  end(): void {
    this.#legacy.end();
  }

  #begin(line: number): void {
    this.#findings.ledger().begin(line);
    this.#legacy = new LegacyRounds(this.#findings);
    this.#frames = undefined;
    this.#received = undefined;
  }

  #iteration(text: string, line: number): boolean {
    if (!text.includes("Frames iteration ")) return false;
    const [, iteration, done, of] = FRAMES.exec(`${text} `) ?? [];
    if (iteration === undefined) throw new LogError(line, "expected Frames iteration N: N of N");
    const frames = {
      index: whole(iteration, line, "iteration"),
      done: whole(done ?? "", line, "frames"),
      of: whole(of ?? "", line, "frames"),
    };
    observeProgress(frames, this.#frames, line);
    if (frames.index !== this.#frames?.index) {
      this.#findings.ledger().round({ line, index: frames.index, pagesToSend: frames.of });
    }
    this.#frames = frames;
    return true;
  }

  #reload(text: string, line: number): boolean {
    if (!text.includes("Reloading memory pages")) return false;
    const [, done, of] = RECEIVED.exec(text) ?? [];
    if (done === undefined) throw new LogError(line, "expected Reloading memory pages: N/N");
    const received = { done: whole(done, line, "pages"), of: whole((of ?? "").replace(/\D*$/, ""), line, "pages") };
    observeProgress({ index: 0, ...received }, this.#received && { index: 0, ...this.#received }, line);
    this.#findings.ledger().facts(line, { memoryBytes: received.of * PAGE_BYTES, pageBytes: PAGE_BYTES });
    this.#findings.ledger().observe({ line, sentPages: received.done });
    this.#received = received;
    return true;
  }

  #end(text: string, line: number): boolean {
    if (/^migration target: Ready to receive domain/.test(text)) this.#begin(line);
    if (/^Migration successful\.|Save exit rc=0/.test(text)) this.#findings.ledger().end(line, "completed");
    if (/migration (?:target|sender): .*fail|Save exit rc=[1-9]|Migration failed|Save failed/i.test(text))
      this.#findings.ledger().end(line, "failed");
    return XL.signature.test(text) || /^Migration |^Parsing config|^ Savefile contains/.test(text);
  }
}

interface Progress {
  readonly index: number;
  readonly done: number;
  readonly of: number;
}

function observeProgress(now: Progress, before: Progress | undefined, line: number): void {
  if (now.done > now.of) throw new LogError(line, `${now.done} frames of ${now.of}`);
  if (before?.index !== now.index) return;
  if (now.of !== before.of) throw new LogError(line, `iteration ${now.index} has ${now.of} frames, and had ${before.of} before`);
  if (now.done < before.done) throw new LogError(line, `frames go back from ${before.done} to ${now.done}: lines are out of order`);
}

/** Rounds up to Xen 4.5: pages of a round are written as the next begins, those of the last as the total. */
class LegacyRounds {
  readonly #findings: Findings;
  #rounds: XenSaveRounds;
  #index = -1;
  #statistics: RoundStatistics | undefined;
  #line = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#rounds = new XenSaveRounds(findings.ledger(), findings.warn);
  }

  line(text: string, line: number): boolean {
    const isRead = this.#round(text, line) || this.#delta(text, line) || this.#total(text, line);
    if (isRead) this.#line = line;
    return isRead || /Saving memory pages: |analysis|SUSPEND shinfo|Start last iteration/.test(text);
  }

  #round(text: string, line: number): boolean {
    if (!text.includes("Saving memory: iter ")) return false;
    const [, iteration, lastSent, lastSkipped] = LEGACY_ROUND.exec(text) ?? [];
    if (iteration === undefined) throw new LogError(line, "expected Saving memory: iter N (last sent N skipped N)");
    const index = whole(iteration, line, "iter");
    const [sent, skipped] = [whole(lastSent ?? "", line, "last sent"), whole(lastSkipped ?? "", line, "skipped")];
    // The same round's progress is written many times.
    if (index === this.#index) return true;
    if (index === 0 && this.#index > 0) {
      this.#findings.ledger().begin(line);
      this.#rounds = new XenSaveRounds(this.#findings.ledger(), this.#findings.warn);
    } else if (index !== this.#index + 1 && this.#index >= 0) {
      throw new LogError(line, `iter ${index} after iter ${this.#index}: lines are out of order or missing`);
    }
    if (index > 0) this.#add(index - 1, { sent, skipped }, line);
    this.#index = index;
    return true;
  }

  #delta(text: string, line: number): boolean {
    const statistics = roundStatistics(text, line);
    if (statistics === undefined) return false;
    if (this.#index < 0) return true;
    if (this.#statistics !== undefined) throw new LogError(line, "statistics twice for one round: lines are out of order");
    this.#statistics = statistics;
    return true;
  }

  #total(text: string, line: number): boolean {
    const [, total] = /Total pages sent= ?(\d+) /.exec(text) ?? [];
    if (total !== undefined && this.#index >= 0 && this.#rounds.isWhole) {
      const sent = whole(total, line, "Total pages sent") - this.#rounds.sentPages;
      if (sent < 0) throw new LogError(line, `Total pages sent ${total} is less than what the rounds sent`);
      // The last round is of the suspended guest: what its line calls dirtied is the count before it.
      const { milliseconds, sentMbit } = this.#statistics ?? {};
      this.#statistics = undefined;
      const times = milliseconds === undefined || sentMbit === undefined ? {} : { milliseconds, sentMbit };
      this.#rounds.add({ index: this.#index, line, sent, ...times });
    }
    return this.#rounds.total(text, line);
  }

  #add(index: number, pages: { readonly sent: number; readonly skipped: number }, line: number): void {
    this.#rounds.add({ index, line, ...pages, ...this.#statistics });
    this.#statistics = undefined;
  }

  end(): void {
    if (this.#statistics !== undefined) this.#findings.warn(this.#line, "the pages of the last round are not in the log");
  }
}
