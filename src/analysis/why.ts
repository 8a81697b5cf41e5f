/** Why the difference between two channels is what it is, in sentences with figures. */

import { DESCRIPTOR_PAGES } from "../channel/sizes.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { AttributedFigure, Attribution, ComparedRun, Figures, PairedDifference } from "./comparison.js";

/** One side of the pair: its scenario, the means of its figures, and its runs. */
export interface PairSide {
  readonly name: string;
  readonly scenario: ResolvedScenario;
  readonly means: Figures<number>;
  readonly runs: readonly Pick<ComparedRun, "ruledBy">[];
}

/**
 * The sentences for a pair that differs in its channel only:
 * - the bound of what its pages can change, live rounds x (W - W') / pages of memory, with W the pages that the channel dirties in a round;
 * - which of the two causes has no effect, and why;
 * - why the downtime becomes longer where it does.
 */
export function whyOf(base: PairSide, other: PairSide, figures: Attribution["figures"], differences: Figures<PairedDifference>): string[] {
  return [pageBound(base, other), speedEffect(base, other, figures), downtimeEffect(other, differences)].filter(
    (sentence) => sentence !== undefined,
  );
}

/** Undefined under fidelity `expected`, which does not tell the channel's pages apart. */
function pageBound(base: PairSide, other: PairSide): string | undefined {
  const [dirtied, otherDirtied] = [base, other].map(({ means }) => means.channel?.pagesDirtied);
  if (dirtied === undefined || otherDirtied === undefined) return undefined;
  const memoryPages = base.scenario.vm.memoryBytes / base.scenario.vm.pageBytes;
  const rounds = Math.max(1, (base.means.totals.rounds ?? 1) - 1);
  const [pages, otherPages] = [dirtied, otherDirtied].map((sum) => sum / rounds) as [number, number];
  const ratio = (dirtied - otherDirtied) / memoryPages;
  const effect = ratio >= 0 ? "save" : "cost";
  return (
    `Pages: ${other.name} can ${effect} some ${percent(Math.abs(ratio))} of memory: ${plain(rounds)} live rounds x ` +
    `(${plain(pages)} - ${plain(otherPages)}) pages that the channel dirties in a round, of ${plain(memoryPages)}.`
  );
}

function speedEffect(base: PairSide, other: PairSide, figures: Attribution["figures"]): string | undefined {
  const speed = figures.totalSeconds?.speed;
  if (speed === undefined) return undefined;
  if (!isNone(speed)) return undefined;
  const flows = base.scenario.peers.flatMap((peer) => peer.flows);
  if (flows.length === 0 || flows.some(({ mode }) => mode !== "open")) {
    return "Speed: the faster exchange alone changes the total time by nothing that can be shown.";
  }
  const isDom0Free = [base, other].every(({ runs }) => runs.every(({ ruledBy }) => ruledBy.every(({ kind }) => kind !== "dom0")));
  const limits = isDom0Free ? ", and Dom0's processors were never the limit" : "";
  return `Speed: no effect. Flows at a fixed rate move the same bytes however fast each message is${limits}.`;
}

/** Pages of the rings that are marked when they are torn down lengthen the pause. */
function downtimeEffect({ name, scenario }: PairSide, { totals }: Figures<PairedDifference>): string | undefined {
  const downtime = totals.downtimeSeconds;
  if (downtime === undefined || isNone(downtime) || downtime.mean <= 0) return undefined;
  const pages = markedPages(scenario);
  if (pages === 0) return undefined;
  return `Downtime: the tear-down of ${name} marks ${plain(pages)} ring pages dirty, which are sent in the pause.`;
}

/** Pages of rings that the migrating guest owns at the tear-down: two rings a pair, each with a page of descriptors. */
function markedPages({ channel, peers }: ResolvedScenario): number {
  if (channel === undefined || channel.kind === "netfront" || isRehomed(channel)) return 0;
  const owned = peers.filter(({ place, ringOwner }) => place === "source" && ringOwner === "migrating").length;
  const rings = channel.kind === "xenvmc-modified" && channel.modified.sharedRing ? Math.min(1, owned) : owned;
  return rings * 2 * (channel.xenvmc.ringPages + DESCRIPTOR_PAGES);
}

function isRehomed(channel: ResolvedChannel): boolean {
  return channel.kind === "xenvmc-modified" && channel.modified.rehome;
}

function isNone({ verdict, mean }: Pick<AttributedFigure["speed"], "verdict" | "mean">): boolean {
  return verdict === "equal in every run" || verdict === "no difference shown" || mean === 0;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(ratio < 0.001 ? 3 : 2)} %`;
}

function plain(value: number): string {
  return (value < 100 && !Number.isInteger(value) ? Number(value.toFixed(1)) : Math.round(value)).toLocaleString("en-US");
}
