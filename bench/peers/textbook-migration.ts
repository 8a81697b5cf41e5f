/** Pre-copy as textbooks have it: rounds of bytes at the link's speed, until what is left goes within the downtime limit. */

/** Pages written at a rate, each of them as likely as the next. */
export interface WorkingSet {
  readonly pages: number;
  readonly writesPerSecond: number;
}

export interface TextbookGuest {
  readonly pages: number;
  /** What the link carries, or the migration may take of it. */
  readonly pagesPerSecond: number;
  readonly downtimeLimitSeconds: number;
  readonly workingSets: readonly WorkingSet[];
}

export interface Prediction {
  readonly totalSeconds: number;
  readonly pagesSent: number;
}

/** A series that has not ended after so many rounds never will. */
const ROUNDS_MAX = 1000;

/** Rounds of `pagesLeft(seconds of the round before)` pages. Undefined where they never become few enough. */
function inRounds({ pages, pagesPerSecond, downtimeLimitSeconds }: TextbookGuest, pagesLeft: (seconds: number) => number) {
  const fewPages = downtimeLimitSeconds * pagesPerSecond;
  let toSend = pages;
  let pagesSent = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    pagesSent += toSend;
    const left = pagesLeft(toSend / pagesPerSecond);
    if (left <= fewPages) return { totalSeconds: (pagesSent + left) / pagesPerSecond, pagesSent: pagesSent + left };
    toSend = left;
  }
  return undefined;
}

/** Every write dirties a page of its own, so that rounds are a geometric series: M r^n, with r = writes / link. */
export function geometricSeries(guest: TextbookGuest): Prediction | undefined {
  const writesPerSecond = guest.workingSets.reduce((sum, set) => sum + set.writesPerSecond, 0);
  return inRounds(guest, (seconds) => Math.min(writesPerSecond * seconds, guest.pages));
}

/** Each working set of W pages has W (1 - exp(-r t / W)) of them dirty after t seconds. */
export function workingSetRounds(guest: TextbookGuest): Prediction | undefined {
  const { workingSets } = guest;
  return inRounds(guest, (seconds) => {
    let left = 0;
    for (const { pages, writesPerSecond } of workingSets) left += pages * (1 - Math.exp((-writesPerSecond * seconds) / pages));
    return left;
  });
}
