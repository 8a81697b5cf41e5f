/** XCP-ng's and XenServer's xenguest and emu-manager: counters in frames, their events and progress (emu-manager.c, xenguest.c). */
import { whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";
import { stampSeconds } from "../timestamps.js";

export const XENGUEST: LogFormat = {
  name: "xenguest",
  title: "xenguest and emu-manager log",
  signature: /Event for `xenguest`: rem |xenguest.*(?:"event" : "MIGRATION"|progress: Frames iteration|Checking live policy)/,
  read: (findings) => new XenguestReader(findings),
};

const EVENT = /Event for `xenguest`: rem (\S+), sent (\S+), iter (\S+), /;
const REPLY = /"event" : "MIGRATION".*"data": *\{"sent": *(\S+?), *"remaining": *(\S+?), *"iteration": *(\S+?)\}/;
const POLICY = /Checking live policy\. +(\S+) \/ (\S+) for (\S+)/;
const FRAMES = /progress: Frames iteration (\S+): (\S+) of (\S+) /;

/** Half a year: a step back of more than that is a new year. */
const HALF_YEAR_SECONDS = 183 * 86_400;
const LEAP_YEAR_SECONDS = 366 * 86_400;

interface Counters {
  readonly sent: number;
  readonly dirty: number | undefined;
  readonly iteration: number;
}

class XenguestReader implements LineReader {
  readonly #findings: Findings;
  /** The newest counters of each of the two programs: the one repeats what the other said, later. */
  readonly #seen = new Map<string, Counters>();
  #newest: Counters | undefined;
  #start: number | undefined;
  #seconds = 0;
  #frames: { readonly iteration: number; readonly done: number; readonly of: number } | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    if (!/xenguest|emu-manager|libempserver/.test(text)) return false;
    const isFigures = /Event for `xenguest`: rem |"event" : "MIGRATION"|Checking live policy|progress: Frames iteration/.test(text);
    if (!isFigures) return this.#other(text, line);
    this.#tick(text, line);
    const counters = countersOf(text, line);
    if (counters !== undefined) this.#observe(counters.from, counters, line);
    else this.#progress(text, line);
    return true;
  }

  #tick(text: string, line: number): void {
    const now = stampSeconds(text);
    if (now === undefined) return;
    this.#start ??= now;
    const elapsed = now - this.#start;
    const seconds = elapsed < -HALF_YEAR_SECONDS ? elapsed + LEAP_YEAR_SECONDS : elapsed;
    if (seconds < this.#seconds) throw new LogError(line, "the time goes back: lines are out of order");
    this.#seconds = seconds;
  }

  #observe(from: string, counters: Counters, line: number): void {
    const before = this.#seen.get(from);
    if (before !== undefined && (counters.sent < before.sent || counters.iteration < before.iteration)) {
      throw new LogError(line, `frames sent go back from ${before.sent} to ${counters.sent}: lines are out of order`);
    }
    this.#seen.set(from, counters);
    const newest = this.#newest;
    if (newest !== undefined && counters.sent <= newest.sent && counters.iteration <= newest.iteration) return;
    const ledger = this.#findings.ledger();
    if (newest === undefined || counters.iteration > newest.iteration) {
      const dirty = counters.dirty === undefined ? {} : { pagesToSend: counters.dirty };
      ledger.round({ line, index: counters.iteration, ...this.#time("startSeconds"), ...dirty });
    }
    this.#newest = counters;
    ledger.observe({ line, pageBytes: 4096, sentPages: counters.sent, syncs: counters.iteration, ...this.#time("seconds") });
  }

  #time(name: "seconds" | "startSeconds"): object {
    return this.#start === undefined ? {} : { [name]: this.#seconds };
  }

  #progress(text: string, line: number): void {
    const [, number, done, of] = FRAMES.exec(`${text} `) ?? [];
    if (number === undefined) throw new LogError(line, "expected progress: Frames iteration N: N of N");
    const frames = {
      iteration: whole(number, line, "iteration"),
      done: whole(done ?? "", line, "frames"),
      of: whole(of ?? "", line, "frames"),
    };
    const before = this.#frames?.iteration === frames.iteration ? this.#frames : undefined;
    if (frames.done > frames.of) throw new LogError(line, `${frames.done} frames of ${frames.of}`);
    if (before !== undefined && (frames.of !== before.of || frames.done < before.done)) {
      throw new LogError(line, `iteration ${frames.iteration}: ${frames.done} of ${frames.of} frames after ${before.done} of ${before.of}`);
    }
    this.#frames = frames;
    const ledger = this.#findings.ledger();
    if (ledger.rounds.at(-1)?.index === frames.iteration) ledger.amendRound(line, frames.iteration, { pagesToSend: frames.of });
    else ledger.round({ line, index: frames.iteration, pagesToSend: frames.of, ...this.#time("startSeconds") });
  }

  #other(text: string, line: number): boolean {
    if (/Migration (?:failed|aborted)/i.test(text)) this.#findings.ledger().end(line, "failed");
    if (/Migration (?:complete|successful)/i.test(text)) this.#findings.ledger().end(line, "completed");
    return true;
  }
}

/** The counters of a line and the program that wrote them; undefined for a line of progress. @throws LogError */
function countersOf(text: string, line: number): (Counters & { readonly from: string }) | undefined {
  const [event, reply, policy] = [EVENT.exec(text), REPLY.exec(text), POLICY.exec(text)];
  if (event !== null) return counters("emu-manager", event[2], event[1], event[3], line);
  if (reply !== null) return counters("xenguest", reply[1], reply[2], reply[3], line);
  if (policy !== null) return counters("policy", policy[2], policy[1], policy[3], line);
  if (text.includes("progress: Frames iteration")) return undefined;
  throw new LogError(line, "expected the frames sent, those remaining and the iteration");
}

function counters(from: string, sent = "", dirty = "", iteration = "", line = 0): Counters & { readonly from: string } {
  return {
    from,
    sent: whole(sent, line, "sent"),
    // -1: not counted yet.
    dirty: dirty === "-1" ? undefined : whole(dirty, line, "remaining"),
    iteration: whole(iteration, line, "iteration"),
  };
}
