/** The dirty log as a migration uses it: read and cleared, counted, and marked for writes outside the guest's sources. */
import type { Harvest } from "../engine/action.js";
import type { Pages } from "../pages/pages.js";
import type { Course } from "./course.js";
import type { MigrationRecord } from "./migration-record.js";

/** First page that the guest's kernel writes when the migration begins: at 8 MiB, as measured (background writes of the guests). */
export const SETUP_FIRST_PAGE = 2048;
/**
 * First page that the guest's kernel writes on its way into suspend. Fitted to the last dirty logs of 20 migrations under Xen
 * 4.17: a PV guest's 83 background pages lie among those of suspend, and about 60 of a PVH guest's 158. One value for both gives
 * 67 and 107.
 */
export const SUSPEND_FIRST_PAGE = 1915;

export class DirtyLog {
  readonly #pages: Pages;
  readonly #course: Course;
  readonly #record: MigrationRecord;
  /** When the dirty log was last cleared; at first, the end of the set-up. */
  lastHarvestSeconds = 0;
  #channelPages: number | undefined;

  constructor(pages: Pages, course: Course, record: MigrationRecord) {
    this.#pages = pages;
    this.#course = course;
    this.#record = record;
  }

  /** Dirty pages of the channel, summed over all readings of the dirty log; undefined if pages have no identity (expected counts). */
  get channelPages(): number | undefined {
    return this.#channelPages;
  }

  /** Reads and clears the dirty log. `carriesOver`: pages still to be sent stay so, and only newly dirty pages are counted. */
  harvest(nowSeconds: number, carriesOver: boolean): Harvest {
    const sinceSeconds = nowSeconds - this.lastHarvestSeconds;
    const carriedPages = carriesOver ? (this.#countChannelPages() ?? 0) : 0;
    const dirtyPages = this.#pages.clean(this.#course.guestSecondsAt(nowSeconds));
    this.#course.harvested(nowSeconds);
    this.lastHarvestSeconds = nowSeconds;
    this.#record.addHarvest(dirtyPages);
    const channelPages = this.#countChannelPages();
    if (channelPages !== undefined) this.#channelPages = (this.#channelPages ?? 0) + channelPages - carriedPages;
    return { dirtyPages, sinceSeconds };
  }

  /** Counts the dirty log and leaves it as it is. */
  peek(nowSeconds: number): Harvest {
    const dirtyPages = this.#pages.peek(this.#course.guestSecondsAt(nowSeconds));
    return { dirtyPages, sinceSeconds: nowSeconds - this.lastHarvestSeconds };
  }

  /** Marks pages that the guest's kernel writes at once, as near to `firstPage` as the guest's memory allows. */
  markKernelPages(firstPage: number, pages: number): void {
    const { allocatedPages } = this.#pages.config;
    const count = Math.min(pages, allocatedPages);
    if (count > 0) this.#pages.markWritten(Math.min(firstPage, allocatedPages - count), count);
  }

  /** Marks the pages of channels that were torn down. */
  markTornDown(): void {
    for (const { firstPage, pages } of this.#course.environment.takeMarkedPages()) this.#pages.markWritten(firstPage, pages);
  }

  /** Number of the channel's pages that are to be sent; undefined if it has none, or pages have no identity. */
  #countChannelPages(): number | undefined {
    let count: number | undefined;
    for (const { firstPage, pages } of this.#course.environment.writtenPages) {
      const among = this.#pages.countToSendAmong(firstPage, pages);
      if (among === undefined) return undefined;
      count = (count ?? 0) + among;
    }
    return count;
  }
}
