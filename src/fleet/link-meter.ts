/** Measures what the links carry over the time of a plan: for figures. Memory does not grow with the length of the plan. */
import type { FabricHost } from "../fabric/fabric.js";
import type { FleetMoment } from "./fleet-moment.js";
import type { FleetLinkSeries, FleetLinkUse } from "./fleet-result.js";
import type { CardBytes } from "./fleet-traffic.js";
import type { EndedMigration } from "./plan-result.js";

/** What `LinkMeter.use` needs of a plan that has ended. */
export interface MeteredPlan {
  readonly hosts: readonly FabricHost[];
  readonly migrations: readonly EndedMigration[];
  /** What flows sent over the cards, by host. */
  readonly flowBytes: ReadonlyMap<string, CardBytes>;
  readonly endSeconds: number;
}

/** Bins of a plan that is followed; they become twice as wide whenever they do not suffice. */
const BINS_MOST = 256;
const FIRST_BIN_SECONDS = 1 / 64;

/** Amounts over time, in bins that all series share. */
class Bins {
  binSeconds = FIRST_BIN_SECONDS;
  readonly #series = new Map<string, Float64Array>();

  /** Adds an amount, spread evenly from one second to another. */
  add(key: string, fromSeconds: number, toSeconds: number, amount: number): void {
    this.coverTo(toSeconds);
    const series = this.of(key);
    for (const { bin, ratio } of this.partsOf(fromSeconds, toSeconds)) series[bin] = (series[bin] as number) + amount * ratio;
  }

  of(key: string): Float64Array {
    const known = this.#series.get(key) ?? new Float64Array(BINS_MOST);
    this.#series.set(key, known);
    return known;
  }

  /** The bins of a span, and the share of it in each. */
  partsOf(fromSeconds: number, toSeconds: number): { readonly bin: number; readonly ratio: number }[] {
    const first = Math.min(BINS_MOST - 1, Math.floor(fromSeconds / this.binSeconds));
    const last = Math.min(BINS_MOST - 1, Math.max(first, Math.ceil(toSeconds / this.binSeconds) - 1));
    const length = toSeconds - fromSeconds;
    return Array.from({ length: last - first + 1 }, (_, index) => {
      const [low, high] = [(first + index) * this.binSeconds, (first + index + 1) * this.binSeconds];
      const overlap = Math.min(high, toSeconds) - Math.max(low, fromSeconds);
      return { bin: first + index, ratio: length > 0 ? Math.max(0, overlap) / length : 1 / (last - first + 1) };
    });
  }

  /** Makes room up to a second. */
  coverTo(seconds: number): void {
    while (seconds > BINS_MOST * this.binSeconds) {
      this.binSeconds *= 2;
      for (const series of this.#series.values()) {
        for (let bin = 0; bin < BINS_MOST; bin++) {
          const [one, other] = [series[2 * bin], series[2 * bin + 1]];
          series[bin] = (one ?? 0) + (other ?? 0);
        }
      }
    }
  }
}

export class LinkMeter {
  readonly #bins = new Bins();
  #last: FleetMoment = { seconds: 0, copies: [], flows: [], migrations: [] };

  /** Takes what holds from a moment on, and adds what has held until then. */
  note(moment: FleetMoment): void {
    const { seconds, copies, flows } = this.#last;
    if (moment.seconds > seconds) {
      // A copy that begins or ends between two moments, as one by itself does, has been under way for a part of the time.
      const begun = moment.copies.filter(({ guest }) => !copies.some((copy) => copy.guest === guest));
      for (const { guest, bytesPerSecond, limitBytesPerSecond } of [...copies, ...begun]) {
        const rate = Math.min(bytesPerSecond, limitBytesPerSecond);
        this.#bins.add(shareKey(guest), seconds, moment.seconds, rate * (moment.seconds - seconds));
      }
      for (const { from, to, bytesPerSecond } of flows) {
        if (from === to) continue;
        const bytes = bytesPerSecond * (moment.seconds - seconds);
        this.#bins.add(`flows from ${from}`, seconds, moment.seconds, bytes);
        this.#bins.add(`flows to ${to}`, seconds, moment.seconds, bytes);
      }
    }
    this.#last = moment;
  }

  /**
   * What the card of each host carried until the end. The bytes of each round of a copy are spread over it as its share of the links was; those
   * of flows as their rates were.
   */
  use({ hosts, migrations, flowBytes, endSeconds }: MeteredPlan): FleetLinkUse {
    this.#bins.coverTo(endSeconds);
    for (const migration of migrations) this.#addCopy(migration);
    const bins = Math.max(1, Math.min(BINS_MOST, Math.ceil(endSeconds / this.#bins.binSeconds)));
    const series = (key: string): number[] => [...this.#bins.of(key).subarray(0, bins)];
    return {
      binSeconds: this.#bins.binSeconds,
      links: hosts.map(({ name, linkBytesPerSecond }): FleetLinkSeries => {
        const { sentBytes, receivedBytes } = flowBytes.get(name) as CardBytes;
        return {
          host: name,
          linkBytesPerSecond,
          copiesSentBytes: series(`copies from ${name}`),
          copiesReceivedBytes: series(`copies to ${name}`),
          flowsSentBytes: scaled(series(`flows from ${name}`), sentBytes),
          flowsReceivedBytes: scaled(series(`flows to ${name}`), receivedBytes),
        };
      }),
    };
  }

  #addCopy({ guest: { name }, from, to, startSeconds, endSeconds, result: { totals, rounds } }: EndedMigration): void {
    const spans = rounds.map((round) => {
      const start = startSeconds + round.startSeconds;
      return { start, end: start + round.durationSeconds, bytes: round.wireBytes };
    });
    const inRounds = new Float64Array(BINS_MOST);
    for (const { start, end } of spans) {
      for (const { bin, ratio } of this.#bins.partsOf(start, end)) inRounds[bin] = (inRounds[bin] as number) + ratio * (end - start);
    }
    const shares = this.#bins.of(shareKey(name));
    /** What the guest's share of the links came to in a second of its rounds. */
    const rateIn = (bin: number): number => (inRounds[bin] === 0 ? 0 : (shares[bin] as number) / (inRounds[bin] as number));
    for (const { start, end, bytes } of spans) this.#spread([from, to], start, end, bytes, rateIn);
    // Headers and the state of devices: little, and at no time of their own.
    const restBytes = totals.wireBytes - spans.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#spread([from, to], startSeconds, endSeconds, restBytes, () => 1);
  }

  #spread(
    [from, to]: readonly [string, string],
    startSeconds: number,
    endSeconds: number,
    bytes: number,
    rateIn: (bin: number) => number,
  ): void {
    const parts = this.#bins.partsOf(startSeconds, endSeconds);
    const weights = parts.map(({ bin, ratio }) => rateIn(bin) * ratio);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const [sent, received] = [this.#bins.of(`copies from ${from}`), this.#bins.of(`copies to ${to}`)];
    for (const [index, { bin, ratio }] of parts.entries()) {
      const amount = bytes * (sum > 0 ? (weights[index] as number) / sum : ratio);
      sent[bin] = (sent[bin] as number) + amount;
      received[bin] = (received[bin] as number) + amount;
    }
  }
}

/** Amounts in proportion that add up to a sum; spread evenly where none was seen. */
function scaled(amounts: readonly number[], sum: number): number[] {
  const seen = amounts.reduce((total, amount) => total + amount, 0);
  return amounts.map((amount) => (seen > 0 ? (amount * sum) / seen : sum / amounts.length));
}

function shareKey(guest: string): string {
  return `share of ${guest}`;
}
