/** The log of written pages as a migration uses it: read, counted, and written to from outside the guest's sources. */
import type { Harvest } from "../engine/action.js";
import type { Pages } from "../pages/pages.js";
import type { Course } from "./course.js";
import type { MigrationRecord } from "./migration-record.js";

/** First page that the guest's kernel writes when the migration begins: 8 MiB, where the measured guests' background lay. */
export const SETUP_FIRST_PAGE = 2048;
/**
 * First page that it writes on its way into suspend. Fitted to the last harvests of 20 migrations under Xen 4.17: in these a PV
 * guest's 83 background pages lie among those of suspend, and about 60 of a PVH guest's 158. One number for both gives 67 and 107.
 */
export const SUSPEND_FIRST_PAGE = 1915;

export class DirtyLog {
  readonly #pages: Pages;
  readonly #course: Course;
  readonly #record: MigrationRecord;
  /** Of the harvest before, or of the end of the set-up. */
  lastHarvestSeconds = 0;
  #channelPages: number | undefined;

  constructor(pages: Pages, course: Course, record: MigrationRecord) {
    this.#pages = pages;
    this.#course = course;
    this.#record = record;
  }

  /** Sum over the harvests of the pages that the channel to other guests writes; undefined where pages have no identity. */
  get channelPages(): number | undefined {
    return this.#channelPages;
  }

  /** Reads and empties the log. `carriesOver`: pages to be sent stay so, and only what the log adds is counted. */
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

  /** Counts the log and leaves it as it is. */
  peek(nowSeconds: number): Harvest {
    const dirtyPages = this.#pages.peek(this.#course.guestSecondsAt(nowSeconds));
    return { dirtyPages, sinceSeconds: nowSeconds - this.lastHarvestSeconds };
  }

  /** What the guest's kernel writes at once, as near to `firstPage` as the guest's memory has room. */
  markKernelPages(firstPage: number, pages: number): void {
    const { allocatedPages } = this.#pages.config;
    const count = Math.min(pages, allocatedPages);
    if (count > 0) this.#pages.markWritten(Math.min(firstPage, allocatedPages - count), count);
  }

  /** What channels that were torn down have left. */
  markTornDown(): void {
    for (const { firstPage, pages } of this.#course.environment.takeMarkedPages()) this.#pages.markWritten(firstPage, pages);
  }

  /** Of the channel's pages, those to be sent. */
  #countChannelPages(): number | undefined {
    const written = this.#course.environment.writtenPages;
    return written && this.#pages.countToSendAmong(written.firstPage, written.pages);
  }
}
