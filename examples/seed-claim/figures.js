// The figures of a comparison that the claim is about.
const COMPARED = ["xenvmc", "xenvmc-modified"];

/** What one comparison says of a setting: netfront's own figures, and the relative differences of the two channels in shared memory. */
export function sideOf(label, { scenario, variants, differences, attribution }) {
  const memoryPages = scenario.vm.memoryBytes / scenario.vm.pageBytes;
  const { totals } = variants[0].summary;
  const channels = COMPARED.map((channel) => {
    const figures = differences.find(({ from, to }) => from === "netfront" && to === channel).figures.totals;
    const causes = attribution.find(({ from, to }) => from === "netfront" && to === channel)?.figures.totalSeconds;
    return {
      timeRatio: figures.totalSeconds.relativeRatio ?? 0,
      pagesRatio: figures.pagesSent.relativeRatio ?? 0,
      downtimeSeconds: figures.downtimeSeconds.mean,
      pagesCauseRatio: (causes?.pages.mean ?? 0) / totals.totalSeconds.mean,
      speedCauseRatio: (causes?.speed.mean ?? 0) / totals.totalSeconds.mean,
    };
  });
  return {
    label,
    seconds: totals.totalSeconds.mean,
    sentRatio: totals.pagesSent.mean / memoryPages,
    xenvmc: channels[0],
    modified: channels[1],
  };
}

/** The constant on which the difference in total time depends most, and the relative differences at both ends of its range. */
export function bandOf({ sensitivity, variants }) {
  const seconds = variants[0].summary.totals.totalSeconds.mean;
  const swings = sensitivity.constants.map(({ name, unit, low, high, effects: [{ atLow, atHigh }] }) => ({
    name: `${name}, ${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")} ${unit}`,
    ratios: [atLow.totalSeconds / seconds, atHigh.totalSeconds / seconds],
  }));
  const swing = ({ ratios: [low, high] }) => Math.abs(high - low);
  return swings.toSorted((left, right) => swing(right) - swing(left))[0];
}
