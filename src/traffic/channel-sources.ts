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
  /** All pages that the channel writes, without the guest's base activity. */
  readonly written: readonly MarkedPages[];
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
 * follow them, or precede them if the channel's are held back. Under the placement `scattered` the same blocks lie at equal distances over
 * all of memory.
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

  const neededPages = pagesOf(rings) + pagesOf(loose) + pagesOf(base);
  const placing = { isScattered: dirtying.parameters.placement === "scattered", holdsBack: dirtying.rings?.holdsBack === true };
  const firsts = placeBlocks([groups, loose, base], allocatedPages, placing);
  const placed: PlacedTemplate[] = [];
  const blocks = new Map<string, MarkedPages>();
  const written: MarkedPages[] = [];
  for (const [index, { peers, pages, templates: own }] of groups.entries()) {
    const block = { firstPage: firsts[index] as number, pages };
    for (const peer of peers) blocks.set(peer, block);
    written.push(block);
    placed.push(...placeAll(own, block.firstPage, FIRST_STREAM + placed.length));
  }
  for (const [index, template] of loose.entries()) {
    const firstPage = firsts[groups.length + index] as number;
    written.push({ firstPage, pages: template.pages });
    placed.push(...placeAll([template], firstPage, FIRST_STREAM + placed.length));
  }
  let baseParts = 0;
  for (const [index, template] of base.entries()) {
    const parts = placeAll([template], firsts[groups.length + loose.length + index] as number, FIRST_BASE_STREAM + baseParts);
    baseParts += parts.length;
    placed.push(...parts);
  }

  const reference = placed.map(({ template }) => template);
  return {
    neededPages,
    sources: placed.map(({ source }) => source),
    written,
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

type Blocks = readonly { readonly pages: number }[];

/** First page of each block of the channel's rings, of its other templates and of the guest's base activity, in this order. */
function placeBlocks(
  [rings, loose, base]: readonly [rings: Blocks, loose: Blocks, base: Blocks],
  allocatedPages: number,
  { isScattered, holdsBack }: { readonly isScattered: boolean; readonly holdsBack: boolean },
): number[] {
  const channel = [...rings, ...loose];
  const all = [...channel, ...base];
  const freePages = allocatedPages - pagesOf(all);
  // Pages that are held back are the last of the guest's memory.
  const basePages = holdsBack ? pagesOf(base) : 0;
  let pagesBefore = 0;
  return all.map(({ pages }, index) => {
    const moved = holdsBack && index >= channel.length ? -pagesOf(channel) : basePages;
    const gap = isScattered ? Math.floor(((index + 0.5) * freePages) / all.length) : freePages + moved;
    const firstPage = gap + pagesBefore;
    pagesBefore += pages;
    return firstPage;
  });
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
      const clock = new SpeedClock(0, halfPeriodSeconds(template.pattern));
      const stream = firstStream + placed.length;
      const own = { ...template, pages, pattern: partOf(template.pattern, pages / template.pages) };
      const { sources } = placeWrites([own], page + pagesBefore, stream, { ...ALWAYS, clock });
      placed.push({ template, pagesBefore, pages, clock, source: sources[0] as WriteSource });
    }
    page += template.pages;
  }
  return placed;
}

/**
 * Traffic has been going on when a migration begins, so regular writes are met half-way between two of them, on average: a flow of one
 * message an hour writes nothing in the first half. Random writes have no period.
 */
function halfPeriodSeconds(pattern: WritePattern): number {
  if (pattern.kind === "uniform") return 0;
  return (pattern.kind === "burst" ? pattern.periodSeconds : 1 / pattern.writesPerSecond) / 2;
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
