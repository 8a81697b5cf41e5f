/** When live rounds end: one rule for each program (docs/sources/other-engines.md). */
import type { StopReport } from "../../result/result.js";
import { showCount } from "../../result/words.js";
import type { RoundsParameters } from "../../scenario/resolved/engine-parameters.js";
import type { StopRule } from "./stop-rule.js";
import { virtualboxVote } from "./virtualbox-vote.js";

export function stopRuleOf(parameters: RoundsParameters): StopRule {
  switch (parameters.rule) {
    case "fixed":
      return ({ rounds }) => afterMost(rounds, parameters.maxRounds);
    case "pages-skipped":
      return pagesSkipped(parameters.maxRounds, parameters.goalRatio);
    case "pages-dumped":
      return pagesDumped(parameters.maxRounds, parameters.fewPages, parameters.growthRatio);
    case "pages-dirty":
      return pagesDirty(parameters.maxRounds, parameters.fewPages);
    case "vote":
      return virtualboxVote(parameters.maxDowntimeSeconds);
  }
}

function afterMost(rounds: number, maxRounds: number): StopReport | undefined {
  if (rounds < maxRounds) return undefined;
  const made = showCount(rounds, "live round was", "live rounds were");
  return { kind: "max-iterations", converged: false, detail: `${made} made, the most allowed.` };
}

/** LXD: preDumpLoop of migrate_container.go. Per cents are whole numbers: 100 - 100 x written / (written + skipped). */
function pagesSkipped(maxRounds: number, goalRatio: number): StopRule {
  return ({ rounds, pagesSent, allocatedPages }) => {
    const skippedPercent = 100 - Math.floor((100 * pagesSent) / allocatedPages);
    if (skippedPercent / 100 <= goalRatio) return afterMost(rounds, maxRounds);
    const detail = `${skippedPercent} % of the pages were skipped by pre-dump ${rounds}, more than the goal of ${percentOf(goalRatio)} %.`;
    return { kind: "dirty-threshold", converged: true, detail };
  };
}

/** p.haul: __check_live_iter_progress of iters.py. The growth is a whole number of per cents. */
function pagesDumped(maxRounds: number, fewPages: number, growthRatio: number): StopRule {
  let lastPages: number | undefined;
  return ({ rounds, pagesSent }) => {
    const before = lastPages;
    lastPages = pagesSent;
    if (pagesSent <= fewPages) {
      const dumped = showCount(pagesSent, "page was", "pages were");
      return { kind: "dirty-threshold", converged: true, detail: `${dumped} sent by pre-dump ${rounds}, not more than ${fewPages}.` };
    }
    if (before !== undefined && Math.floor((100 * (pagesSent - before)) / before) / 100 > growthRatio) {
      const dumped = `${showCount(pagesSent, "page was", "pages were")} sent by pre-dump ${rounds} and ${showCount(before, "page")} by the one before`;
      return { kind: "growth", converged: false, detail: `${dumped}, a growth of more than ${percentOf(growthRatio)} %.` };
    }
    return afterMost(rounds, maxRounds);
  };
}

/** Hyper-V: its threshold is not public (docs/sources/other-engines.md#hyper-v). */
function pagesDirty(maxRounds: number, fewPages: number): StopRule {
  return ({ rounds, dirtyPages }) => {
    if (dirtyPages > fewPages) return afterMost(rounds, maxRounds);
    const dirty = showCount(dirtyPages, "page was", "pages were");
    return {
      kind: "dirty-threshold",
      converged: true,
      detail: `${dirty} dirty after ${showCount(rounds, "round")}, not more than ${fewPages}.`,
    };
  };
}

function percentOf(ratio: number): number {
  return Number((ratio * 100).toFixed(6));
}
