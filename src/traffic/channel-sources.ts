/** The pages that traffic writes: sources with a clock each, whose speeds follow what really flows. */
import type { Channel } from "../channel/channel.js";
import { channelWrites } from "../channel/dirtying/channel-writes.js";
import { placeWrites } from "../channel/dirtying/place-writes.js";
import { activitySpeeds, type WritePattern, type WriteTemplate } from "../channel/dirtying/write-template.js";
import type { PairTraffic } from "../channel/pair-traffic.js";
import { SpeedClock } from "../pages/speed-clock.js";
import { ALWAYS, type WriteSource } from "../pages/write-source.js";
import { ConfigError } from "../scenario/config-error.js";
import type { MarkedPages } from "./environment.js";

/**
 * Streams of draws of what traffic writes: far above those of any workload. What the guest writes because it runs at all
 * has the first, so that it is the same whatever the channel.
 */
const FIRST_BASE_STREAM = 1 << 20;
const FIRST_STREAM = FIRST_BASE_STREAM + 64;

export interface ChannelSources {
  readonly sources: readonly WriteSource[];
  /** Everything that the channel writes, the guest's base activity not included; absent where it writes nothing. */
  readonly written: MarkedPages | undefined;
  /** Ring block of a pair whose rings the migrating guest owns. */
  ringOf(peer: string): MarkedPages | undefined;
  /** Sets the clocks to what flows from a guest second on. */
  follow(pairs: readonly PairTraffic[], guestSeconds: number): void;
  harvested(guestSeconds: number): void;
}

/** Pages of both rings of a pair, or of the one pair of rings that peers share, with their descriptors: marked as a whole at the tear-down. */
export interface RingBlock {
  /** Its templates are those whose key is this or begins with this and a slash. */
  readonly key: string;
  readonly peers: readonly string[];
  readonly pages: number;
}

interface PlacedTemplate {
  readonly template: WriteTemplate;
  /** Pages of the template in front of this part of it: a hot set or a backlog is placed in parts, which come and go with its size. */
  readonly pagesBefore: number;
  readonly pages: number;
  readonly source: WriteSource;
  readonly clock: SpeedClock;
}

/**
 * Lays the channel's pages at the end of the guest's memory: rings first, then what has no fixed place, then what the
 * guest writes because it runs at all.
 *
 * `situations` are the kinds of traffic that can occur; a source's rate and number of pages are those of the first
 * situation that it appears in, and its clock says how much faster or slower it runs in another.
 * Throws a ConfigError where the guest has fewer pages than that.
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
  const firstPage = allocatedPages - channelPages - pagesOf(base);
  if (firstPage < 0) throw tooSmall(allocatedPages, allocatedPages - firstPage);
  const placed: PlacedTemplate[] = [];
  const blocks = new Map<string, MarkedPages>();
  let nextPage = firstPage;
  for (const { peers, pages, templates: own } of groups) {
    for (const peer of peers) blocks.set(peer, { firstPage: nextPage, pages });
    placed.push(...placeAll(own, nextPage, FIRST_STREAM + placed.length));
    nextPage += pages;
  }
  placed.push(...placeAll(loose, nextPage, FIRST_STREAM + placed.length));
  placed.push(...placeAll(base, nextPage + pagesOf(loose), FIRST_BASE_STREAM));

  const reference = placed.map(({ template }) => template);
  return {
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

/** How much more often a part of a template is written than in the template's largest size: not at all where it is not in use. */
function crowding({ template, pagesBefore, pages }: PlacedTemplate, now: WriteTemplate | undefined): number {
  if (!comesAndGoes(template) || now === undefined) return 1;
  const used = Math.min(template.pages, now.pages);
  if (pagesBefore >= used) return 0;
  if (now.backlog === undefined) return 1;
  const { freshRatio } = now.backlog;
  const isLast = pagesBefore + pages >= used;
  return (1 - freshRatio) * (template.pages / used) + (isLast ? freshRatio * (template.pages / pages) : 0);
}

function tooSmall(allocatedPages: number, neededPages: number): ConfigError {
  const expected = `at least the ${neededPages} pages that the guest and its channel write to communicate`;
  return new ConfigError([{ path: "vm.memory", expected, received: `${allocatedPages} pages` }]);
}

function isOfRing({ key }: WriteTemplate, ring: RingBlock): boolean {
  return key === ring.key || key.startsWith(`${ring.key}/`);
}

function pagesOf(list: readonly { readonly pages: number }[]): number {
  return list.reduce((sum, { pages }) => sum + pages, 0);
}

/** Parts of a hot set that come and go with its size: it is met to a sixteenth of its largest. */
const PARTS_MAX = 16;

/** First pages of a template's parts: those of a backlog are halves, quarters ... of it, as it is followed. */
function partsOf({ pattern, pages, backlog }: WriteTemplate): number[] {
  if (backlog) {
    const starts = [0];
    for (let page = pages >> 1; page > 0; page >>= 1) starts.splice(1, 0, page);
    return starts;
  }
  const parts = pattern.kind === "burst" ? Math.min(PARTS_MAX, pages) : 1;
  return Array.from({ length: parts }, (_, part) => Math.floor((pages * part) / parts));
}

/** One template behind the other, each part with a clock of its own that stands still until traffic flows. */
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

/** Parts of what is written one page behind the other are written in parallel, as often each. */
function partOf(pattern: WritePattern, ratio: number): WritePattern {
  return pattern.kind === "burst" ? pattern : { ...pattern, writesPerSecond: pattern.writesPerSecond * ratio };
}

/** True where the number of pages follows the traffic. */
function comesAndGoes({ pattern, backlog }: WriteTemplate): boolean {
  return backlog !== undefined || pattern.kind === "burst";
}

/** Each template as the first situation has it that has it at all, a hot set or a backlog as large as any has it. */
function referenceTemplates(dirtying: Channel, situations: readonly (readonly PairTraffic[])[]): WriteTemplate[] {
  const byKey = new Map<string, WriteTemplate>();
  for (const template of situations.flatMap((pairs) => channelWrites(dirtying, pairs))) {
    const known = byKey.get(template.key);
    if (known === undefined) byKey.set(template.key, template);
    else if (comesAndGoes(template) && template.pages > known.pages) byKey.set(template.key, { ...known, pages: template.pages });
  }
  return [...byKey.values()];
}
