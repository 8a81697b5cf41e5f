/** Reports opened in a browser from their file, offline, as a reader would. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advise } from "../../src/advice.js";
import { parseFleet, simulateFleet } from "../../src/fleet.js";
import { compare, createSimulation, type RunResult, type Scenario, simulate } from "../../src/index.js";
import { encodePng } from "../../src/report/plot/png.js";
import { adviceReport, compareReport, fleetReport, followPages, runReport, StudyCells, studyReport } from "../../src/report.js";
import { shareOf } from "../../src/statistics/share.js";
import { summarizeValues } from "../../src/statistics/summarize.js";
import { study } from "../../src/study.js";
import { HAS_CHROMIUM, launchChromium } from "../support/chromium.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCENARIO: Scenario = {
  version: 1,
  name: `a guest <b>"of" & its</b> database`,
  vm: { memory: "32 MiB" },
  workload: [{ kind: "uniform", size: "4 MiB", rate: "5 k/s" }],
  link: { bandwidth: "1 Gbit/s" },
  peers: [{ name: "database", place: "source", flows: [{ message: "4 KiB", send: "10 MB/s", receive: "5 MB/s" }] }],
};
const COMMANDS = { command: "xenvmc-sim run 'a b.yaml' --report r.html", againCommand: "xenvmc-sim run scenario.json" };
const REPORT_BYTES_MOST = 2 ** 20;

const REPORTS: Readonly<Record<string, () => Promise<string>>> = {
  run: async () => runReport(await simulate(SCENARIO), { ...COMMANDS, pages: followPages(await createSimulation(SCENARIO)) }),
  "a thousand runs": async () => runReport(await simulate({ ...SCENARIO, vm: { memory: "4 MiB" }, workload: [], runs: 1000 }), COMMANDS),
  "a run that fails": async () =>
    runReport(await simulate({ ...SCENARIO, engine: "qemu-10.0", peers: [], link: { bandwidth: "20 Mbit/s" }, timeout: "10 s" }), COMMANDS),
  compare: async () => {
    const firstRuns: RunResult[] = [];
    const comparison = await compare(SCENARIO, { runs: 2, sensitivity: true, onRun: (run) => (run.run === 0 ? firstRuns.push(run) : 0) });
    return compareReport(comparison, { ...COMMANDS, firstRuns: firstRuns.slice(0, 3) });
  },
  study: async () => studyReport(studyInput(), COMMANDS),
  "a fleet": fleetHtml,
  advice: adviceHtml,
  "a study that was computed": async () => studyReport(await computedStudy(), COMMANDS),
};

it("has a browser, at least in the full check", () => {
  if (process.env.CI) expect(HAS_CHROMIUM, "no /usr/bin/chromium; CHROMIUM_PATH can name another").toBe(true);
});

describe.skipIf(!HAS_CHROMIUM).each(Object.entries(REPORTS))("the report of %s", (name, make) => {
  let browser: Browser;
  let page: Page;
  let html: string;
  let directory: string;
  const problems: string[] = [];

  beforeAll(async () => {
    html = await make();
    directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-report-"));
    const file = join(directory, "report.html");
    writeFileSync(file, html);
    browser = await launchChromium();
    page = await browser.newPage({ offline: true, viewport: { width: 390, height: 800 } });
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("data:") && request.url() !== pathToFileURL(file).href) problems.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("asks for nothing, complains of nothing and is at most 1 MiB", () => {
    expect(problems).toEqual([]);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(REPORT_BYTES_MOST);
    expect(html).not.toMatch(/NaN|undefined|<script/);
  });

  it("begins with an answer and ends with the scenario", async () => {
    const text = await page.locator("main").innerText();
    expect((await page.locator(".answer p").first().innerText()).length).toBeGreaterThan(20);
    if (!name.includes("study")) expect(await page.locator("h1").innerText()).toBe(SCENARIO.name);
    expect(text).toContain(COMMANDS.command);
    expect(text).toContain(COMMANDS.againCommand);
  });

  it("has a picture, a table and two files under every figure", async () => {
    const figures = await page.locator("figure").all();
    expect(figures.length).toBeGreaterThan(2);
    for (const figure of figures) {
      expect(await figure.locator("svg[role=img]").count()).toBe(1);
      expect(await figure.locator("tbody tr").count()).toBeGreaterThan(0);
      expect(await figure.locator("a[download]").count()).toBe(2);
    }
  });

  it("keeps every text of its pictures inside, whole, and apart from other texts", async () => {
    expect(await page.evaluate(TEXT_FAULTS)).toEqual([]);
  });

  it("is no wider than a telephone", async () => {
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });

  it("saves its files: SVG that stands alone, CSV with all rows", async () => {
    const link = async (ending: string) => (await page.locator(`a[download$="${ending}"]`).first().getAttribute("href")) ?? "";
    const contentOf = (address: string) => decodeURIComponent(address.slice(address.indexOf(",") + 1));
    const svg = contentOf(await link(".svg"));
    expect(svg).toMatch(/^<svg xmlns=.*<style>.*<\/svg>$/s);
    expect(contentOf(await link(".csv")).split("\n").length).toBeGreaterThan(2);
    const scenario = contentOf((await page.locator("a[download]").last().getAttribute("href")) ?? "");
    expect(JSON.parse(scenario)).toMatchObject({ version: 1 });
  });

  it.each(["light", "dark"] as const)("has nothing serious for axe in %s", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    // The page's policy allows no script: axe comes from outside of it.
    const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width: 390, height: 800 } });
    const tested = await context.newPage();
    await tested.goto(page.url());
    await tested.addScriptTag({ content: AXE });
    const { violations } = (await tested.evaluate("axe.run()")) as {
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    };
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html.slice(0, 200)])).toEqual([]);
    await context.close();
  });

  it("prints on paper", async () => {
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  });
});

describe("encodePng", () => {
  it("writes chunks whose pixels come back, row by row", () => {
    const pixels = Uint8Array.of(0, 1, 1, 0, 0, 1);
    const png = Buffer.from(
      encodePng(3, 2, pixels, [
        [255, 255, 255],
        [0, 0, 0],
      ]),
    );
    expect(png.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
    const start = png.indexOf("IDAT");
    const raw = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
    expect([...raw]).toEqual([0, 0, 1, 1, 0, 0, 0, 1]);
    // The checksum of the empty last chunk is the same in every PNG.
    expect(png.subarray(-4).toString("hex")).toBe("ae426082");
  });

  it("refuses another number of pixels", () =>
    expect(() => encodePng(2, 2, new Uint8Array(3), [])).toThrow("expected 4 pixels, received 3"));
});

/** Texts of pictures that leave their picture or lie on one another, as the browser draws them. */
const TEXT_FAULTS = `[...document.querySelectorAll("svg.fig")].flatMap((svg) => {
  const outer = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
  const outside = texts.filter(({ box }) => box.left < outer.left - 0.5 || box.right > outer.right + 0.5 || box.top < outer.top - 0.5 || box.bottom > outer.bottom + 0.5);
  const meets = (one, other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 3 && other.top < one.bottom - 3;
  const pairs = texts.flatMap((one, index) => texts.slice(index + 1).filter((other) => meets(one.box, other.box)).map((other) => one.words + " on " + other.words));
  return [...outside.map(({ words }) => "outside: " + words), ...pairs].map((fault) => svg.querySelector("title").textContent + ": " + fault);
})`;

/** Two axes and a name, three variants of which one is a reconstruction, goals that some runs meet. */
it("has no heading of figures without figures", () => {
  const heading = "<h2>Figures</h2>";
  expect(studyReport({ ...studyInput(), goals: [], figures: [] }, COMMANDS)).not.toContain(heading);
  expect(studyReport(studyInput(), COMMANDS)).toContain(heading);
});

describe("figures that a study did not name", () => {
  const titles = (input: Partial<Parameters<typeof studyReport>[0]>) =>
    [...studyReport({ ...studyInput(), goals: [], ...input }, COMMANDS).matchAll(/<h3[^>]*>(.*?)</g)].map(([, title]) => title);

  it("have a line per setting of a second axis for a single variant, and per variant for several", () => {
    const single = { variants: ["scenario"], cells: studyInput().cells.filter(({ variant }) => variant === 0) };
    expect(titles(single)).toEqual(["Total time against receive", "Downtime against receive"]);
    expect(studyReport({ ...studyInput(), goals: [], ...single }, COMMANDS)).toContain("link.bandwidth 10 Gbit/s");
    expect(titles({}).filter((title) => title?.startsWith("Total time"))).toEqual([
      "Total time against receive, link.bandwidth 1 Gbit/s",
      "Total time against receive, link.bandwidth 10 Gbit/s",
    ]);
  });
});

async function computedStudy(): Promise<Parameters<typeof studyReport>[0]> {
  const scenario = {
    ...SCENARIO,
    study: {
      question: "Does it fit?",
      vary: { "link.bandwidth": ["500 Mbit/s", "1 Gbit/s"], memory: ["small", "large"].map((label) => ({ label, set: {} })) },
      variants: { netfront: {}, xenvmc: { channel: "xenvmc" }, modified: { channel: "xenvmc-modified" } },
      runs: 4,
      goals: { downtimeSeconds: "< 8 ms" },
      figures: [
        { x: "bandwidth", y: "totalSeconds" },
        { x: "bandwidth", y: "pagesSent", panels: "memory" },
      ],
    },
  };
  const { study: of, verdict, rows, points } = await study(scenario as unknown as object);
  const cells = new StudyCells(of);
  for (let point = 0; point < 4; point++) {
    const own = of.variants.map((_, variant) => rows.filter((row) => row.point === point && row.variant === variant));
    cells.add(
      { point, rows: own },
      points.filter((summary) => summary.point === point),
    );
  }
  const files = { study: JSON.stringify(scenario), studyFile: "study-scenario.json", version: "0", core: "none" };
  return cells.input({ answer: verdict, warnings: [], ...files });
}

function studyInput(): Parameters<typeof studyReport>[0] {
  const rates = [1, 5, 20, 100, 500];
  const bandwidths = ["1 Gbit/s", "10 Gbit/s"];
  const variants = ["netfront", "xenvmc", "xenvmc-modified (reconstruction)"];
  const cells = rates.flatMap((rate, x) =>
    bandwidths.flatMap((_, y) =>
      variants.map((_name, variant) => {
        const seconds = (100 / (y + 1)) * (1 + (rate / 500) * (variant + 1));
        const total = summarizeValues([seconds, seconds * 1.02, seconds * 0.99]);
        const downtime = summarizeValues([0.1, 0.2, 0.15].map((value) => value * (variant + 1)));
        return {
          settings: [x, y],
          variant,
          runs: 3,
          totals: { totalSeconds: total, downtimeSeconds: downtime },
          met: shareOf((x + variant) % 4, 3),
        };
      }),
    ),
  );
  return {
    name: "when does shared memory pay?",
    question: "For which traffic does it shorten the migration?",
    facts: ["xen-4.10, 10 points, 3 variants, 3 runs each."],
    answer: ["It shortens the migration at no point that was looked at."],
    warnings: [],
    axes: [
      { name: "receive", settings: rates.map((rate) => ({ name: `${rate} MB/s`, value: rate * 1e6 })) },
      { name: "link.bandwidth", settings: bandwidths.map((name) => ({ name })) },
    ],
    variants,
    cells,
    goals: [{ figure: "totalSeconds", words: "total time < 2 min" }],
    study: JSON.stringify({ version: 1 }),
    studyFile: "study.json",
    version: "0",
    core: "none",
  };
}

/** Three plans: guests that talk one by one and together, and many guests in few places. */
async function fleetHtml(): Promise<string> {
  const { version, name } = SCENARIO;
  const hosts = { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" } };
  const peers = [{ guest: "a-database-with-a-long-name-of-its-own", flows: [{ message: "4 KiB", send: "5 MB/s", receive: "20 MB/s" }] }];
  const two = [
    { name: "web", on: "a", vm: { memory: "32 MiB" }, peers },
    { name: "a-database-with-a-long-name-of-its-own", on: "a", vm: { memory: "64 MiB" } },
  ];
  const plans = { "one by one": { drain: "a", to: "b" }, "both at once": { drain: "a", to: "b", parallel: 2 } };
  const many = [{ name: "guest", count: 40, on: "a", vm: { memory: "16 MiB" } }];
  const follow = (fleet: object) => simulateFleet(parseFleet({ version, name, hosts, ...fleet }), { followLinks: true });
  const talking = await follow({ guests: two, plans });
  const drained = await follow({ guests: many, plans: { "a drain": { drain: "a", to: "b", parallel: 3 } } });
  const fleet = JSON.stringify({ version, name, hosts, guests: two, plans });
  const result = { ...talking, plans: [...talking.plans, ...drained.plans] };
  return fleetReport(result, { ...COMMANDS, fleet, fleetFile: "fleet.json" });
}

/** Settings that meet the goals, others that miss one or both, and those that move nothing. */
async function adviceHtml(): Promise<string> {
  const workload = [{ kind: "uniform", size: "100 MiB", rate: "200 MB/s" }];
  const scenario = { ...SCENARIO, peers: [], vm: { memory: "128 MiB", vcpus: 2 }, workload, engine: "qemu-10.2" };
  const advice = await advise(scenario, { maxDowntime: "400 ms", maxTotal: "30 s", runs: 3 });
  expect(advice.advised).toBeDefined();
  const saved = { scenario: JSON.stringify(scenario), scenarioFile: "scenario.json", simulateCommand: "xenvmc-sim run guest.yaml" };
  return adviceReport(advice, { ...COMMANDS, ...saved });
}
