/** Rounds of Xen's tools before 4.6 (tools/libxc/xc_domain_save.c: print_stats), as xl and xend write them down. */
import { decimal, whole } from "./figures.js";
import type { Ledger, Warn } from "./ledger.js";
import { LogError } from "./log-error.js";
import { type LoggedRound, logChecks } from "./xen-identities.js";

const PAGE_BYTES = 4096;
const STATISTICS = /delta (\S+)ms, dom0 (\S+)%, target (\S+)%, sent (\S+)Mb\/s, dirtied (\S+)Mb\/s (\S+) pages/;

/** Figures of a round's end: time, rates in Mbit (10^6) per second rounded down, pages found dirty. */
export interface RoundStatistics {
  readonly milliseconds: number;
  readonly sentMbit: number;
  readonly dirtiedMbit: number;
  readonly dirty: number;
}

/** The statistics in a line; undefined without any. @throws LogError if they are garbled */
export function roundStatistics(text: string, line: number): RoundStatistics | undefined {
  if (!/\bdelta \S+, dom0 /.test(text)) return undefined;
  const [, milliseconds, , , sentMbit, dirtiedMbit, dirty] = STATISTICS.exec(text) ?? [];
  if (milliseconds === undefined) throw new LogError(line, "expected delta Nms, dom0 N%, target N%, sent NMb/s, dirtied NMb/s N pages");
  return {
    milliseconds: whole(milliseconds, line, "delta"),
    sentMbit: whole(sentMbit ?? "", line, "sent"),
    dirtiedMbit: whole(dirtiedMbit ?? "", line, "dirtied"),
    dirty: whole(dirty ?? "", line, "pages"),
  };
}

interface Round extends LoggedRound {
  readonly index: number;
  readonly line: number;
}

/** The rounds of one migration, checked against Xen's own arithmetic as they end. */
export class XenSaveRounds {
  readonly #ledger: Ledger;
  readonly #warn: Warn;
  #before: Round | undefined;
  #sentPages = 0;
  #seconds = 0;
  /** False once a round is not in the log: sums then mean nothing. */
  #isWhole = true;
  /** False once the time of a round is not in the log. */
  #isTimed = true;

  constructor(ledger: Ledger, warn: Warn) {
    this.#ledger = ledger;
    this.#warn = warn;
  }

  get sentPages(): number {
    return this.#sentPages;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  add(round: Round): void {
    const { index, line, sent, skipped, milliseconds, dirty } = round;
    this.#check(round);
    const isNext = index === (this.#before === undefined ? 0 : this.#before.index + 1);
    this.#isWhole &&= isNext;
    this.#ledger.round({
      line,
      index,
      ...(this.#isWhole && this.#isTimed ? { startSeconds: this.#seconds } : {}),
      pagesSent: sent,
      ...(skipped === undefined ? {} : { pagesSkipped: skipped }),
      ...(milliseconds === undefined ? {} : { seconds: milliseconds / 1000 }),
      ...(dirty === undefined ? {} : { pagesDirtied: dirty }),
    });
    // Round 0 handles every page that the guest has.
    if (index === 0 && skipped !== undefined)
      this.#ledger.facts(line, { memoryBytes: (sent + skipped) * PAGE_BYTES, pageBytes: PAGE_BYTES });
    this.#sentPages += sent;
    this.#isTimed &&= milliseconds !== undefined;
    this.#seconds = Math.round(1000 * this.#seconds + (milliseconds ?? 0)) / 1000;
    const seconds = this.#isTimed ? { seconds: this.#seconds } : {};
    if (this.#isWhole) this.#ledger.observe({ line, ...seconds, sentPages: this.#sentPages });
    this.#before = round;
  }

  #check(round: Round): void {
    const broken = logChecks({ rounds: [round] }).find(({ measured, computed }) => measured !== computed);
    if (broken !== undefined) {
      const what = broken.label.replace("round 0", `round ${round.index}`);
      throw new LogError(round.line, `${what}: ${broken.measured} ${broken.unit}, but its pages and time give ${broken.computed}`);
    }
    const found = this.#before?.dirty;
    const handled = round.sent + (round.skipped ?? 0);
    if (found === undefined || this.#before?.index !== round.index - 1 || handled === found) return;
    if (handled > found) throw new LogError(round.line, `round ${round.index} sent and skipped ${handled} pages, but ${found} were dirty`);
    this.#warn(round.line, `round ${round.index} sent and skipped ${handled} pages of ${found} that were dirty`);
  }

  /** `Total pages sent= N (R x)`: equal to the sum if every round is in the log. */
  total(text: string, line: number): boolean {
    const [, total, ratio] = /Total pages sent= ?(\S+) \((\S+)x\)/.exec(text) ?? [];
    if (total === undefined) {
      if (/Total pages sent/.test(text)) throw new LogError(line, "expected Total pages sent= N (Nx)");
      return false;
    }
    const pages = whole(total, line, "Total pages sent");
    decimal(ratio ?? "", line, "Total pages sent");
    if (this.#isWhole && this.#before !== undefined && pages !== this.#sentPages) {
      throw new LogError(line, `${pages} pages were sent in all, but the rounds add up to ${this.#sentPages}`);
    }
    this.#ledger.observe({ line, sentPages: pages });
    return true;
  }
}
