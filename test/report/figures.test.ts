/** Figures as pure functions: what is in the picture, the table and the file, for any numbers. */
import { describe, expect, it } from "vitest";
import { createSimulation, type Round, type RunResult, simulate } from "../../src/index.js";
import {
  againstFigure,
  attributionFigure,
  type Choice,
  cdfFigure,
  choicesFigure,
  downtimeFigure,
  type Figure,
  followPages,
  goalMapFigure,
  guestSpeedFigure,
  pageMapFigure,
  phasesFigure,
  priceFigure,
  ratesFigure,
  remainingFigure,
  roundsFigure,
  roundTripFigure,
  throughputFigure,
  timesFigure,
  tornadoFigure,
} from "../../src/report.js";
import { shareOf } from "../../src/statistics/share.js";
import { summarizeValues } from "../../src/statistics/summarize.js";

const SCENARIO = {
  version: 1 as const,
  vm: { memory: "32 MiB" },
  workload: [{ kind: "uniform" as const, size: "4 MiB", rate: "5 k/s" }],
  link: { bandwidth: "1 Gbit/s" },
  peers: [{ name: "database", place: "source" as const, flows: [{ message: "4 KiB", send: "10 MB/s", receive: "5 MB/s" }] }],
};
const PAGE_BYTES = 4096;
const HOSTILE = `<script>alert("1 & 2")</script>\u0000 ${"very ".repeat(60)}long`;

const run = (await simulate(SCENARIO)).runs[0] as RunResult;
const pages = followPages(await createSimulation(SCENARIO));
const channel = run.channel as NonNullable<RunResult["channel"]>;
const difference = { ...summarizeValues([-3, -2, -4, -2.5]), relativeRatio: -0.1, verdict: "lower" as const };
const causes = { difference, pages: difference, speed: difference, interaction: difference };
const CONSTANTS = [
  { name: "still", range: "1 to 2", atLow: -3, atHigh: -3 },
  { name: "one side", range: "1 to 2", atLow: -4, atHigh: -3.5 },
  { name: HOSTILE, range: "1 to 8", atLow: -6, atHigh: 1 },
  { name: "open", range: "0 to 1", atHigh: -2.5 },
];
const many = Array.from({ length: 9 }, (_, index) => ({ name: `${HOSTILE} ${index}`, rounds: run.rounds }));
const samples = [
  { name: "a", values: [0.3, 0.1, 0.2] },
  { name: "equal", values: [0.2, 0.2] },
  { name: "none", values: [] },
];
const phased = [HOSTILE, "b"].map((name) => ({ name, phases: run.phases }));

const FIGURES: readonly (readonly [name: string, figure: Figure | undefined])[] = [
  ["rounds", roundsFigure("f", run.rounds)],
  ["a thousand rounds", roundsFigure("f", manyRounds(1000))],
  ["remaining", remainingFigure("f", [{ name: "run", rounds: run.rounds }], PAGE_BYTES)],
  ["remaining of many", remainingFigure("f", many, PAGE_BYTES)],
  ["rates", ratesFigure("f", run.rounds, PAGE_BYTES)],
  ["guest speed", guestSpeedFigure("f", run.guest.speed, run.rounds, run.totals.totalSeconds)],
  ["page map", pages && pageMapFigure("f", pages, PAGE_BYTES)],
  ["times", pages && timesFigure("f", pages)],
  ["phases", phasesFigure("f", phased)],
  ["downtime", downtimeFigure("f", phased)],
  ["channel", throughputFigure("f", channel)],
  ["round trip", roundTripFigure("f", channel)],
  ["attribution", attributionFigure("f", "netfront", HOSTILE, "totalSeconds", "Total time", causes)],
  ["sensitivity", tornadoFigure("f", "netfront", HOSTILE, "totalSeconds", "Total time", -3, CONSTANTS)],
  ["distribution", cdfFigure("f", "downtimeSeconds", "Downtime", samples)],
  ["a distribution of one value", cdfFigure("f", "totalSeconds", "Total time", [{ name: "a", values: [0] }])],
  ["against numbers", against(["1 MB/s", "30 MB/s", "500 MB/s"].map((name, index) => ({ name, value: 10 ** (6 + index) })))],
  ["against one number", against([{ name: "0", value: 0 }])],
  ["against names", against([{ name: HOSTILE }, { name: "large" }, { name: "small" }])],
  ["goals", goals(9, 4)],
  ["many goals", goals(60, 20)],
  ["choices", choicesOf(9)],
  ["one choice at its goals", choicesOf(1)],
  ["choices without a pause", choicesOf(3, 0)],
  [
    "prices",
    priceFigure(
      "f",
      [
        { name: HOSTILE, guestTimeTakenSeconds: 0 },
        { name: "b", guestTimeTakenSeconds: 3 },
      ],
      1,
    ),
  ],
];

describe.each(FIGURES)("the figure of %s", (_name, figure) => {
  const { svg = "", table, data, title } = figure ?? ({} as Partial<Figure>);

  it("is a named SVG without a number that is none, and without foreign markup", () => {
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 720 \d+" .* role="img" aria-labelledby="f-title f-desc">/,
    );
    expect(svg).toContain(`<title id="f-title">`);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null|<script/);
    expect(svg).not.toContain("\u0000");
    expect(title).not.toBe("");
    expectBalanced(svg);
  });

  it("uses each identity once, under its own name", () => {
    const identities = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);
    expect(new Set(identities).size).toBe(identities.length);
    expect(identities.every((id) => id.startsWith("f-"))).toBe(true);
    for (const [, target] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(identities).toContain(target);
  });

  it("begins its texts inside", () => {
    const height = Number(svg.match(/viewBox="0 0 720 (\d+)"/)?.[1]);
    const texts = [...svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)"/g)];
    for (const [, x, y] of texts) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(720);
      expect(Number(y)).toBeGreaterThan(8);
      expect(Number(y)).toBeLessThanOrEqual(height);
    }
    expect(texts.length).toBeGreaterThan(2);
  });

  it("has its numbers in a table and a file, as many in each row as columns", () => {
    for (const each of [table, data]) {
      expect(each?.rows.length).toBeGreaterThan(0);
      expect(each?.rows.every((row) => row.length === each.columns.length)).toBe(true);
    }
  });
});

describe("followPages", () => {
  it("has a row per round, whose shares are the pages that the round had to send", () => {
    expect(countsOf(pages)).toEqual(run.rounds.map(({ pagesToSend }) => pagesToSend));
  });

  it("counts every page once, as often as rounds had to send it", () => {
    const { pagesByRounds = [] } = pages ?? {};
    expect(pagesByRounds.reduce((sum, count) => sum + count, 0)).toBe(8192);
    const listed = pagesByRounds.reduce((sum, count, rounds) => sum + count * rounds, 0);
    expect(listed).toBe(run.rounds.reduce((sum, { pagesToSend }) => sum + pagesToSend, 0));
  });

  it.each(["qemu-10.0", "cloud-hypervisor-52", "xen-3.0"] as const)("agrees with the rounds of %s", async (engine) => {
    const scenario = { ...SCENARIO, peers: [], engine };
    const { runs } = await simulate(scenario);
    const counts = countsOf(followPages(await createSimulation(scenario))) ?? [];
    const rounds = runs[0]?.rounds ?? [];
    expect(counts).toHaveLength(rounds.length);
    for (const [index, { pagesToSend, pagesSent }] of rounds.entries()) {
      if (pagesSent > 0) expect(counts[index]).toBe(pagesToSend);
      else expect(counts[index]).toBeGreaterThanOrEqual(pagesToSend);
    }
  });

  it("has nothing to follow under expected counts", async () => {
    expect(followPages(await createSimulation({ ...SCENARIO, peers: [], fidelity: "expected" }))).toBeUndefined();
  });
});

describe("the figure of rounds", () => {
  it("has a bar as high as the logarithm of the pages sent", () => {
    const rounds = manyRounds(3).map((round, index) => ({ ...round, pagesSent: 10 ** (5 - index) }));
    const bars = [...roundsFigure("f", rounds).svg.matchAll(/<rect x="[-\d.]+" y="[-\d.]+" width="48" height="([-\d.]+)"/g)];
    const [first = 0, second = 0, third = 0] = bars.map(([, height]) => Number(height));
    expect(bars).toHaveLength(3);
    expect(first - second).toBeCloseTo(second - third, 0);
    expect(first).toBeGreaterThan(second);
  });
});

describe("the figure of sensitivity", () => {
  it("has the widest first, a bar per end that moves, and every constant in its table", () => {
    const { svg = "", table } = tornadoFigure("f", "a", "b", "totalSeconds", "Total time", -3, CONSTANTS) ?? {};
    expect(table?.rows.map(([name]) => name)).toEqual([HOSTILE, "one side", "open", "still"]);
    const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)" height="9"/g)].map(([, width]) => Number(width));
    const [low = 0, high = 0, ...rest] = widths;
    expect(widths).toHaveLength(5);
    expect(high / low).toBeCloseTo(4 / 3, 1);
    expect(rest.map((width) => width / low)).toEqual([1 / 3, 1 / 6, 1 / 6].map((ratio) => expect.closeTo(ratio, 1)));
  });

  it("is absent where no constant moves the difference", () => {
    expect(tornadoFigure("f", "a", "b", "totalSeconds", "Total time", -3, CONSTANTS.slice(0, 1))).toBeUndefined();
  });
});

describe("a figure against settings", () => {
  it("breaks a line where a setting has no value", () => {
    const at = (...settings: number[]) => settings.map((setting) => ({ setting, runs: 1, mean: setting + 1 }));
    const settings = ["a", "b", "c", "d", "e"].map((name) => ({ name }));
    const drawn = (values: ReturnType<typeof at>) =>
      againstFigure({ id: "f", axis: "x", settings, figure: "totalSeconds", label: "Total time", lines: [{ name: "one", values }] }).svg;
    const linesIn = (svg: string) => svg.match(/<path d="M[^"]*L[^"]*" class="line c0"/g)?.length ?? 0;
    expect([at(0, 1, 2, 3, 4), at(0, 1, 3, 4), at(0, 2, 4)].map((values) => linesIn(drawn(values)))).toEqual([1, 2, 0]);
  });
});

describe("the map of goals", () => {
  it("tells always, sometimes and never apart without colour", () => {
    const { svg } = goals(3, 1);
    expect(svg.match(/l10 10m0 -10l-10 10/g)).toHaveLength(1);
    expect(svg.match(/width="5" height="10"/g)).toHaveLength(1);
    expect(svg).toContain(">100</text>");
    expect(svg).toContain(">50</text>");
  });
});

describe("the figure of choices", () => {
  it("tells apart without colour what meets the goals, what is post-copy and what is advised", () => {
    const { svg = "", table } = choicesOf(4) ?? {};
    const marks = [...svg.matchAll(/<path d="([^"]*)" class="mark c\d+" transform="[^"]*"( style="fill:var\(--paper\)[^"]*")?/g)];
    // Three of the marks are those of the legend.
    expect(new Set(marks.map(([, shape]) => shape)).size).toBe(4);
    expect(marks.filter(([, , hollow]) => hollow !== undefined)).toHaveLength(2);
    expect(svg.match(/<circle [^>]*r="10"/g)).toHaveLength(1);
    expect(svg).toContain('stroke-dasharray="6 4"');
    expect(table?.rows.filter((row) => row.includes("advised"))).toHaveLength(1);
    expect(table?.rows.map(([name]) => name)).toEqual(["1. settings 1", "2. settings 0", "settings 2", "settings 3"]);
  });

  it("shades what meets both goals, and nothing beside it", () => {
    const [, x, y, width, height] =
      choicesOf(4)?.svg.match(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" class="shade"/) ?? [];
    const [, goalY, goalX] = choicesOf(4)?.svg.match(/<path d="M[\d.]+ ([\d.]+)H[\d.]+M([\d.]+) [\d.]+V/) ?? [];
    expect(Number(x) + Number(width)).toBeCloseTo(Number(goalX), 0);
    expect(Number(y)).toBeCloseTo(Number(goalY), 0);
    expect(Number(height)).toBeGreaterThan(0);
  });

  it("is absent without choices", () => expect(choicesOf(0)).toBeUndefined());
});

/** The first two are the Pareto set, every other meets the goals, every third is post-copy, the last is advised. */
function choicesOf(count: number, downtimeSeconds?: number): Figure | undefined {
  const choices = Array.from(
    { length: count },
    (_, index): Choice => ({
      label: `settings ${index}`,
      totalSeconds: 9 + (index === 0 ? 1 : -index / 10),
      downtimeSeconds: downtimeSeconds ?? 0.1 * (index + 1),
      guestTimeTakenSeconds: 1,
      isPostcopy: index % 3 === 2,
      meetsGoals: index % 2 === 0,
      isPareto: index < 2,
      isAdvised: index === count - 1,
    }),
  );
  return choicesFigure({ id: "f", maxTotalSeconds: 10, maxDowntimeSeconds: 0.1, choices });
}

/** Pages to send in each round. */
function countsOf(followed: typeof pages): number[] | undefined {
  return followed?.rounds.map((shares) => Math.round(shares.reduce((sum, share) => sum + share * followed.pagesPerBin, 0)));
}

/** Every element that is opened is closed, in order. */
function expectBalanced(svg: string): void {
  const open: string[] = [];
  for (const [, end, name = "", rest = ""] of svg.matchAll(/<(\/?)([a-z]+)((?:[^>"]|"[^"]*")*)>/gi)) {
    if (end === "/") expect(open.pop()).toBe(name);
    else if (!rest.endsWith("/")) open.push(name);
  }
  expect(open).toEqual([]);
}

function manyRounds(count: number): Round[] {
  const [first] = run.rounds;
  const timed = (index: number) => ({ index, startSeconds: index, durationSeconds: 1, pagesDirtied: index % 7 });
  return Array.from({ length: count }, (_, index) => ({ ...(first as Round), ...timed(index) }));
}

function against(settings: readonly { readonly name: string; readonly value?: number }[]): Figure {
  const values = settings.map((_, setting) => {
    const { mean, confidence95 } = summarizeValues([setting + 1, setting + 1.2, setting + 1.1]);
    return { setting, runs: 3, mean, ...(confidence95 ? { confidence95 } : {}) };
  });
  const lines = [
    { name: "netfront", values },
    { name: HOSTILE, values: values.slice(1) },
  ];
  return againstFigure({ id: "f", axis: "rate", settings, figure: "totalSeconds", label: "Total time", lines });
}

function goals(columns: number, rows: number): Figure {
  const named = (count: number, unit: string) => Array.from({ length: count }, (_, index) => ({ name: `${index} ${unit}` }));
  const cells = Array.from({ length: columns * rows }, (_, index) => {
    const share = shareOf([20, 10, 0][index % 3] as number, 20);
    return { x: index % columns, y: Math.floor(index / columns), share };
  });
  const axes = { xAxis: "rate", yAxis: "link", xSettings: named(columns, "MB/s"), ySettings: named(rows, "Gbit/s") };
  return goalMapFigure({ id: "f", goals: "downtime < 1 s", where: "", ...axes, cells });
}
