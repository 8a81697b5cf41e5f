/** Advice in sentences, for the terminal and the report. */
import type { Advice } from "../advice/advise.js";
import type { TriedSettings } from "../advice/search.js";
import { formatBytesPerSecond, formatCount, formatSeconds } from "./quantities.js";

/** The goals, and how much was tried for them. */
export function goalsSentence({ goals, tried, untried, ruledOut }: Advice): string {
  const { maxTotalSeconds, maxDowntimeSeconds } = goals;
  const left = untried === 0 ? "" : `; ${untried} with post-copy or xbzrle, which cost more, were not`;
  const slow = ruledOut === 0 ? "" : `; ruled out, as sending memory once takes longer: ${ruledOut}`;
  return `Goals: total time at most ${formatSeconds(maxTotalSeconds)}, downtime at most ${formatSeconds(maxDowntimeSeconds)}. ${tried} combinations of settings were tried${left}${slow}.`;
}

/** The settings advised, what was confirmed, and what they cost the guest; none where nothing is advised. */
export function advisedSentences({ advised, stopInstead, stoppedSeconds }: Advice): string[] {
  if (advised === undefined) return [];
  const { label, means, confirmed } = advised;
  const costly =
    stopInstead === undefined
      ? []
      : [
          `Do not migrate it live: all settings that meet the goals cost the guest more time than stopping it, for which it is away for at least ${formatSeconds(stoppedSeconds)}.`,
        ];
  const [low, high] = confirmed.confidence95.map((ratio) => (ratio * 100).toFixed(0));
  return [
    `Settings: ${label}.`,
    `Total time ${formatSeconds(means.totalSeconds)}, downtime ${formatSeconds(means.downtimeSeconds)}; both goals were met in ${confirmed.met} of ${confirmed.count} runs with every page (95 % interval of the probability: ${low} to ${high} %).`,
    `The guest loses ${formatSeconds(means.guestTimeTakenSeconds)}, ${percent(means.guestTimeTakenSeconds / means.totalSeconds)} of the migration.${waitsText(advised)}${applicationText(advised)}`,
    ...costly,
  ];
}

function waitsText({ faults, meanFaultSeconds }: TriedSettings): string {
  if (faults === undefined) return "";
  const each = meanFaultSeconds === undefined ? "" : `, ${formatSeconds(meanFaultSeconds)} each`;
  return ` It waits for ${formatCount(Math.round(faults))} pages${each}.`;
}

function applicationText({ application }: TriedSettings): string {
  if (application === undefined) return "";
  const { beforeBytesPerSecond, duringBytesPerSecond, throughputRatio } = application;
  const [before, during] = [beforeBytesPerSecond, duringBytesPerSecond].map(formatBytesPerSecond);
  return ` Its flows carry ${during} during the migration, ${percent(throughputRatio)} of the ${before} before.`;
}

/** What comes nearest where nothing meets the goals, what stands in the way, and how long the guest is away if it is stopped. */
export function missedSentences({ nearest, obstacle, goals, stoppedSeconds, tried }: Advice): string[] {
  if (nearest === undefined || obstacle === undefined) return [];
  const stopped = `Do not migrate it live with these goals. Stopped for the migration, the guest is away for at least ${formatSeconds(stoppedSeconds)}.`;
  const unconfirmed = nearest.meetsGoals ? " It met them with expected counts, but not in every run with every page." : "";
  return [
    `None of ${tried} combinations meets the goals of ${formatSeconds(goals.maxTotalSeconds)} and ${formatSeconds(goals.maxDowntimeSeconds)}.`,
    `Nearest: ${nearest.label}: ${timesText(nearest)}.${unconfirmed}`,
    `In the way (${obstacle.limit}): ${obstacle.detail}`,
    stopped,
  ];
}

function timesText({ moved, givenUp, totalSeconds, downtimeSeconds }: TriedSettings): string {
  if (moved) return `total time ${formatSeconds(totalSeconds)}, downtime ${formatSeconds(downtimeSeconds)}`;
  if (givenUp)
    return `downtime over ${formatSeconds(downtimeSeconds)}, seen ${formatSeconds(totalSeconds)} after the request, where the run was given up`;
  return "the guest stays at the source";
}

/** Two digits. */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}
