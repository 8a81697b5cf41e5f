/** The page writes of traffic: write sources, each with a clock whose speed follows the actual traffic. */
import type { Channel } from "../channel/channel.js";
import { channelWrites } from "../channel/dirtying/channel-writes.js";
import { placeWrites } from "../channel/dirtying/place-writes.js";
import { activitySpeeds, type WritePattern, type WriteTemplate } from "../channel/dirtying/write-template.js";
import type { PairTraffic } from "../channel/pair-traffic.js";
import { SpeedClock } from "../pages/speed-clock.js";
import { ALWAYS, type WriteSource } from "../pages/write-source.js";
import type { MarkedPages } from "./environment.js";

/**
 * Random streams of traffic's writes, numbered far above those of any workload. The guest's base activity has the first, so
 * that it is the same for every channel.
 */
const FIRST_BASE_STREAM = 1 << 20;
const FIRST_STREAM = FIRST_BASE_STREAM + 64;

export interface ChannelSources {
  /** Pages that the guest and its channel write to communicate. */
  readonly neededPages: number;
  readonly sources: readonly WriteSource[];
  /** All pages that the channel writes, without the guest's base activity; undefined if there are none. */
  readonly written: MarkedPages | undefined;
  /** Pages of the rings of a pair if the migrating guest owns them. */
  ringOf(peer: string): MarkedPages | undefined;
  /** Sets the clocks to the given traffic from guest time `guestSeconds` on. */
  follow(pairs: readonly PairTraffic[], guestSeconds: number): void;
  harvested(guestSeconds: number): void;
}

/** Pages of both rings of a pair (or of the pair of rings that all peers share) with descriptors; marked dirty as a whole at the tear-down. */
export interface RingBlock {
  /** The block contains the templates whose key is this, or starts with this and a slash. */
  readonly key: string;
  readonly peers: readonly string[];
  readonly pages: number;
}

interface PlacedTemplate {
  readonly template: WriteTemplate;
  /** Pages of the template before this part. Hot sets and backlogs consist of parts that are switched on and off with their size. */
  readonly pagesBefore: number;
  readonly pages: number;
  readonly source: WriteSource;
  readonly clock: SpeedClock;
}

/**
 * Places the channel's pages at the end of the guest's memory: rings first, then its other pages. Those of the guest's base activity
 * follow them, or precede them if the channel's are held back.
 *
 * `situations` are the kinds of traffic that can occur; a source's rate and number of pages are those of the first
 * situation that it appears in, and its clock says how much faster or slower it runs in another. A guest of fewer than `neededPages` has
 * no place for them: the caller refuses it.
 */
export function createChannelSources(
  dirtying: Channel,
  situations: readonly (readonly PairTraffic[])[],
  rings: readonly RingBlock[],
  allocatedPages: number,
): ChannelSources {
  const templates = referenceTemplates(dirtying, situations);
  const groups = rings.map((ring) => ({ ...ring, templates: templates.filter((template) => isOfRing(template, ring)) }));
  const base = templates.filter(({ key }) => key.startsWith("guest/"));
  const loose = templates.filter((template) => !base.includes(template) && !rings.some((ring) => isOfRing(template, ring)));

  const channelPages = pagesOf(rings) + pagesOf(loose);
  const neededPages = channelPages + pagesOf(base);
  // Pages that are held back are the last of the guest's memory.
  const holdsBack = dirtying.rings?.holdsBack === true;
  const firstPage = allocatedPages - (holdsBack ? channelPages : neededPages);
  const firstBasePage = holdsBack ? firstPage - pagesOf(base) : firstPage + channelPages;
  const placed: PlacedTemplate[] = [];
  const blocks = new Map<string, MarkedPages>();
  let nextPage = firstPage;
  for (const { peers, pages, templates: own } of groups) {
    for (const peer of peers) blocks.set(peer, { firstPage: nextPage, pages });
    placed.push(...placeAll(own, nextPage, FIRST_STREAM + placed.length));
    nextPage += pages;
  }
  placed.push(...placeAll(loose, nextPage, FIRST_STREAM + placed.length));
  placed.push(...placeAll(base, firstBasePage, FIRST_BASE_STREAM));

  const reference = placed.map(({ template }) => template);
  return {
    neededPages,
    sources: placed.map(({ source }) => source),
    written: channelPages > 0 ? { firstPage, pages: channelPages } : undefined,
    ringOf: (peer) => blocks.get(peer),
    follow(pairs, guestSeconds) {
      const current = channelWrites(dirtying, pairs);
      const byKey = new Map(current.map((template) => [template.key, template]));
      const speeds = activitySpeeds(reference, current);
      for (const [index, part] of placed.entries()) {
        part.clock.setSpeed(guestSeconds, (speeds[index] as number) * crowding(part, byKey.get(part.template.key)));
      }
    },
    harvested(guestSeconds) {
      for (const { clock } of placed) clock.forgetBefore(guestSeconds);
    },
  };
}

/** Write rate of a part relative to that at the template's largest size; 0 if the part is not in use. */
function crowding({ template, pagesBefore, pages }: PlacedTemplate, now: WriteTemplate | undefined): number {
  if (!hasVariableSize(template) || now === undefined) return 1;
  const used = Math.min(template.pages, now.pages);
  if (pagesBefore >= used) return 0;
  if (now.backlog === undefined) return 1;
  const { freshRatio } = now.backlog;
  const isLast = pagesBefore + pages >= used;
  return (1 - freshRatio) * (template.pages / used) + (isLast ? freshRatio * (template.pages / pages) : 0);
}

function isOfRing({ key }: WriteTemplate, ring: RingBlock): boolean {
  return key === ring.key || key.startsWith(`${ring.key}/`);
}

function pagesOf(list: readonly { readonly pages: number }[]): number {
  return list.reduce((sum, { pages }) => sum + pages, 0);
}

/** Number of parts of a hot set: its size is approximated to a sixteenth of the largest. */
const PARTS_MAX = 16;

/** First pages of a template's parts. Parts of a backlog are its halves, quarters ..., to match the steps of `backlog.ts`. */
function partsOf({ pattern, pages, backlog }: WriteTemplate): number[] {
  if (backlog) {
    const starts = [0];
    for (let page = pages >> 1; page > 0; page >>= 1) starts.splice(1, 0, page);
    return starts;
  }
  const parts = pattern.kind === "burst" ? Math.min(PARTS_MAX, pages) : 1;
  return Array.from({ length: parts }, (_, part) => Math.floor((pages * part) / parts));
}

/** Places templates consecutively. Each part has its own clock, which is stopped until traffic flows. */
function placeAll(templates: readonly WriteTemplate[], firstPage: number, firstStream: number): PlacedTemplate[] {
  const placed: PlacedTemplate[] = [];
  let page = firstPage;
  for (const template of templates) {
    const starts = partsOf(template);
    for (const [part, pagesBefore] of starts.entries()) {
      const pages = (starts[part + 1] ?? template.pages) - pagesBefore;
      const clock = new SpeedClock(0);
      const stream = firstStream + placed.length;
      const own = { ...template, pages, pattern: partOf(template.pattern, pages / template.pages) };
      const { sources } = placeWrites([own], page + pagesBefore, stream, { ...ALWAYS, clock });
      placed.push({ template, pagesBefore, pages, clock, source: sources[0] as WriteSource });
    }
    page += template.pages;
  }
  return placed;
}

/** The pattern of one part. Parts of a sweep are written in parallel, with equal rates per page. */
function partOf(pattern: WritePattern, ratio: number): WritePattern {
  return pattern.kind === "burst" ? pattern : { ...pattern, writesPerSecond: pattern.writesPerSecond * ratio };
}

/** True if the number of pages varies with the traffic. */
function hasVariableSize({ pattern, backlog }: WriteTemplate): boolean {
  return backlog !== undefined || pattern.kind === "burst";
}

/** Each template as in the first situation that contains it; hot sets and backlogs in the largest size of any situation. */
function referenceTemplates(dirtying: Channel, situations: readonly (readonly PairTraffic[])[]): WriteTemplate[] {
  const byKey = new Map<string, WriteTemplate>();
  for (const template of situations.flatMap((pairs) => channelWrites(dirtying, pairs))) {
    const known = byKey.get(template.key);
    if (known === undefined) byKey.set(template.key, template);
    else if (hasVariableSize(template) && template.pages > known.pages) byKey.set(template.key, { ...known, pages: template.pages });
  }
  return [...byKey.values()];
}
