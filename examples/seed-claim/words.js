// The claim in words and tables.
const WIDTH = 100;
/** Below this share a difference counts as none in a verdict. */
const SMALL_RATIO = 0.01;

export function wrap(text, width = WIDTH) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

function percent(ratio) {
  return `${ratio >= 0 ? "+" : ""}${(ratio * 100).toFixed(Math.abs(ratio) < 0.1 ? 1 : 0)} %`;
}

function table(title, columns, rows) {
  const cell = (text) => text.padStart(11);
  return [
    `${title.padEnd(48)}${columns.map(cell).join("")}`,
    ...rows.map(([label, ...cells]) => `  ${label.padEnd(46)}${cells.map(cell).join("")}`),
  ].join("\n");
}

const rowsOf = (sides, of) => sides.map(of);

/** A setting over sizes of memory. */
export function settingLines({ title, sides }) {
  return table(
    title,
    sides.map(({ label }) => label),
    [
      ["netfront: pages sent / pages of memory", ...rowsOf(sides, ({ sentRatio }) => sentRatio.toFixed(2))],
      ["XenVMC: pages sent", ...rowsOf(sides, ({ xenvmc }) => percent(xenvmc.pagesRatio))],
      ["XenVMC-M (reconstruction): pages sent", ...rowsOf(sides, ({ modified }) => percent(modified.pagesRatio))],
      ["XenVMC: total time", ...rowsOf(sides, ({ xenvmc }) => percent(xenvmc.timeRatio))],
      ["XenVMC-M (reconstruction): total time", ...rowsOf(sides, ({ modified }) => percent(modified.timeRatio))],
      ["XenVMC-M (reconstruction): downtime, ms", ...rowsOf(sides, ({ modified }) => milliseconds(modified.downtimeSeconds))],
    ],
  );
}

function milliseconds(seconds) {
  return `${seconds >= 0 ? "+" : ""}${(seconds * 1e3).toFixed(0)}`;
}

/** The job that ends, with both causes. */
export function jobLines({ xenvmc, modified }) {
  return table(
    "A job of 10 GB that ends during the migration",
    ["both", "by pages", "by speed"],
    [
      ["XenVMC: total time", ...causesOf(xenvmc)],
      ["XenVMC-M (reconstruction): total time", ...causesOf(modified)],
    ],
  );
}

function causesOf({ timeRatio, pagesCauseRatio, speedCauseRatio }) {
  return [timeRatio, pagesCauseRatio, speedCauseRatio].map(percent);
}

/** A verdict on each statement of the abstract. */
export function statementLines({ then, now, job, band }) {
  const range = (sides, of, show) => {
    const values = sides.map(of).toSorted((left, right) => Math.abs(left) - Math.abs(right));
    return `${show(values[0])} to ${show(values.at(-1))}`;
  };
  const factor = (ratio) => ratio.toFixed(2);
  const sent = ({ sentRatio }) => sentRatio;
  const pages = ({ modified }) => modified.pagesRatio;
  const time = ({ modified }) => modified.timeRatio;
  const largest = (sides, of) => sides.map(of).toSorted((left, right) => Math.abs(right) - Math.abs(left))[0];
  const speed = ({ modified }) => modified.speedCauseRatio;
  const atFixedRate = (sides) =>
    Math.abs(largest(sides, speed)) < SMALL_RATIO
      ? "at this fixed rate speed does nothing"
      : `speed gives up to ${percent(largest(sides, speed))}, as Dom0's one processor is the limit there and shared memory leaves it to the copy`;
  const statements = [
    `1. Pre-copy sends well more than the memory: ${range(then.sides, sent, factor)} times then, ${range(now.sides, sent, factor)} now. ${verdict(then.sides, now.sides, (side) => side.sentRatio > 1.1)}`,
    `2. Fewer pages are sent: ${range(then.sides, pages, percent)} then, ${range(now.sides, pages, percent)} now. ${verdict(then.sides, now.sides, (side) => side.modified.pagesRatio < -SMALL_RATIO)}`,
    `3. The total time is shorter: ${range(then.sides, time, percent)} then, ${range(now.sides, time, percent)} now. ${verdict(then.sides, now.sides, (side) => side.modified.timeRatio < -SMALL_RATIO)}`,
    `4. Two causes. Then: ${percent(largest(then.sides, ({ modified }) => modified.pagesCauseRatio))} by pages, and ${atFixedRate(then.sides)}. Now: ${percent(largest(now.sides, ({ modified }) => modified.pagesCauseRatio))} by pages, and ${atFixedRate(now.sides)}. Where the talk is a job that ends sooner, speed gives ${percent(job.modified.speedCauseRatio)} by itself.`,
    `What it hangs on: the smaller the memory, the larger the gain; and ${band.name}: ${percent(band.ratios[0])} to ${percent(band.ratios[1])} at 512 MiB then.`,
  ];
  return statements.map((text) => wrap(text)).join("\n");
}

/** Where a statement holds: in all sizes of memory, in some, or in none. */
function verdict(then, now, holds) {
  const words = (sides) => {
    const count = sides.filter(holds).length;
    if (count === sides.length) return "holds";
    return count === 0 ? "does not hold" : `holds up to ${sides.filter(holds).at(-1).label}`;
  };
  const [first, second] = [words(then), words(now)];
  return first === second ? `It ${first}, then and now.` : `It ${first} then; now it ${second}.`;
}
