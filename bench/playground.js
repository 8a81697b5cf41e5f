/**
 * Measures the playground in headless Chromium: what a frame costs, how long the page does not answer, whether its memory stays the same,
 * and how soon it can be used. Prints a table in Markdown.
 *
 *     npm run build && node bench/playground.js [--minutes 10]
 *
 * Times are those of the page's own clock, on a machine that should have nothing else to do: the load is printed with them.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { deflateRawSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../dist/playground/", import.meta.url));
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css" };
const { values: options } = parseArgs({ options: { minutes: { type: "string", default: "2" } } });
const minutes = Number(options.minutes);

/** Of a guest that writes to an eighth of its memory at a fifth of the link's rate. */
const guestOf = (memory, link, rate) => `version: 1
name: measured
vm: { memory: ${memory} }
workload: [{ kind: uniform, size: ${memory.replace(/\d+/, (number) => String(Math.max(1, Number(number) / 8)))}, rate: ${rate} }]
link: { bandwidth: ${link} }
`;
const FOUR_MI = guestOf("16 GiB", "10 Gbit/s", "60 k/s");
const MANY = guestOf("1024 GiB", "100 Gbit/s", "600 k/s");
const THREE = "a: {}\nb: { link.bandwidth: 25 Gbit/s }\nc: { engine: qemu-10.2 }\n";

const server = createServer((request, response) => {
  const name = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
  try {
    const body = gzipSync(readFileSync(root + name));
    response.writeHead(200, { "content-type": TYPES[name.split(".").at(-1)] ?? "text/plain", "content-encoding": "gzip" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
});

const rows = [];
const say = (what, figure) => {
  rows.push(`| ${what} | ${figure} |`);
  console.log(rows.at(-1));
};
console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}\n\n| | |\n|---|---|`);
await measureStart();
await measureFrames("4 Mi pages", linkOf(FOUR_MI));
await measureFrames("three variants of 4 Mi pages", linkOf(JSON.stringify([FOUR_MI, THREE]), 2));
await measureFrames("256 Mi pages", linkOf(MANY));
await measureAnswers();
await measureMemory();
await browser.close();
server.close();

/** Opens a page that notes the cost of its frames, its long tasks and when it can be used first. */
async function opened(hash = "", options = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  await page.addInitScript(() => {
    // Of each picture: what drawing cost, and whether memory looked another way.
    const noted = { frames: [], tasks: [], firstMilliseconds: undefined };
    globalThis.noted = noted;
    let frame = { time: -1, costMilliseconds: 0, isDrawn: false };
    const later = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (draw) =>
      later((time) => {
        if (time !== frame.time) {
          frame = { time, costMilliseconds: 0, isDrawn: false };
          noted.frames.push(frame);
        }
        const began = performance.now();
        draw(time);
        frame.costMilliseconds += performance.now() - began;
        if (document.querySelector(".map:not([hidden])") !== null) noted.firstMilliseconds ??= performance.now();
      });
    const { putImageData } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.putImageData = function (...picture) {
      frame.isDrawn = true;
      return putImageData.apply(this, picture);
    };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.tasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
  });
  await page.goto(origin + hash);
  return page;
}

async function measureStart() {
  const times = [];
  for (let run = 0; run < 5; run++) {
    const page = await opened();
    await page.waitForFunction(() => globalThis.noted.firstMilliseconds !== undefined);
    times.push(await page.evaluate(() => globalThis.noted.firstMilliseconds));
    await page.close();
  }
  times.sort((left, right) => left - right);
  say(
    "From the request of the page to its first map, with every control working",
    `${milliseconds(times[2])} (median of 5; at most 1,500 ms)`,
  );
}

/** Frames of a whole playing at full speed, and the page's longest silences from its start on. */
async function measureFrames(what, hash) {
  const page = await opened(hash, { reducedMotion: "reduce" });
  await page.locator("#migration[data-followed=true]").waitFor({ timeout: 300_000 });
  const loading = await page.evaluate(() => globalThis.noted.tasks.splice(0));
  await page.evaluate(() => globalThis.noted.frames.splice(0));
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await processorSeconds(session);
  await page.click("#play");
  await page.waitForFunction(() => document.querySelector("#play").textContent === "Play", undefined, { timeout: 60_000 });
  const used = (await processorSeconds(session)) - before;
  const { frames, tasks } = await page.evaluate(() => globalThis.noted);
  const costs = frames.filter(({ isDrawn }) => isDrawn).map(({ costMilliseconds }) => costMilliseconds);
  costs.sort((left, right) => left - right);
  const at = (share) => milliseconds(costs[Math.floor(share * (costs.length - 1))]);
  say(
    `Drawing another state of memory, ${what}: median, 95th percentile of ${costs.length} pictures`,
    `${at(0.5)}, ${at(0.95)} (at most 8 ms)`,
  );
  say(
    `Processor time of the page's thread for a picture, ${what}: mean of ${frames.length}, with layout and style`,
    milliseconds((used * 1000) / frames.length),
  );
  say(`Longest task of the page, ${what}: while it simulates, while it plays`, `${longest(loading)}, ${longest(tasks)}`);
  await page.close();
}

async function processorSeconds(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value;
}

/** Every shipped scenario and story, and links that mean harm. */
async function measureAnswers() {
  const page = await opened("", { reducedMotion: "reduce" });
  const files = () => page.locator("#migration[data-files=true]").waitFor({ timeout: 120_000 });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  let most = 0;
  for (const list of ["story", "example"]) {
    const count = await page.locator(`#${list} option`).count();
    for (let index = 0; index < count - 1; index++) {
      await page.evaluate(() => {
        document.querySelector("#migration").dataset.files = "false";
      });
      const before = await processorSeconds(session);
      await page.selectOption(`#${list}`, String(index));
      await files();
      most = Math.max(most, (await processorSeconds(session)) - before);
    }
  }
  say(
    "Longest task of the page, through every story, shipped scenario and study",
    longest(await page.evaluate(() => globalThis.noted.tasks.splice(0))),
  );
  say("Processor time of the page's thread from the choice of one to its figures, all tasks together: the most", milliseconds(most * 1000));
  const attack = `<script>"'`.repeat(20_000);
  const hostile = [
    `#1,${"A".repeat(2 ** 20)}`,
    linkOf("a".repeat(2 ** 25)),
    linkOf(`name: ${JSON.stringify(attack)}\n`),
    linkOf("[".repeat(200_000)),
    linkOf(Array.from({ length: 15_000 }, (_, index) => `field${index}: 1\n`).join("")),
    linkOf(`version: 1\nworkload:\n${"  - { kind: uniform, size: 1 MiB, rate: 1 }\n".repeat(5000)}`),
  ];
  for (const hash of hostile) {
    await page.evaluate((link) => location.replace(link), hash);
    await page.waitForTimeout(2000);
  }
  say(
    "Longest task of the page, through links of 1 MB, a bomb of 32 MiB, markup, 200,000 brackets, 15,000 faults and 5,000 sources",
    longest(await page.evaluate(() => globalThis.noted.tasks)),
  );
  await page.close();
}

/** The heap after a collection, while the same migration is played over and over. */
async function measureMemory() {
  const page = await opened(linkOf(FOUR_MI), { reducedMotion: "reduce" });
  await page.locator("#migration[data-followed=true]").waitFor({ timeout: 300_000 });
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    const play = document.querySelector("#play");
    new MutationObserver(() => {
      if (play.textContent === "Play") play.click();
    }).observe(play, { childList: true, subtree: true, characterData: true });
    play.click();
  });
  const sizes = [];
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    await page.waitForTimeout(10_000);
    await page.evaluate(() => globalThis.noted.frames.splice(0));
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
    sizes.push((usedSize + backingStorageSize) / 1e6);
  }
  const part = Math.max(1, Math.floor(sizes.length / 4));
  const mean = (list) => list.reduce((sum, size) => sum + size, 0) / list.length;
  say(
    `Memory of the page after ${minutes} minutes of playing 4 Mi pages: mean of the first and of the last quarter`,
    `${mean(sizes.slice(0, part)).toFixed(1)} MB, ${mean(sizes.slice(-part)).toFixed(1)} MB`,
  );
  await page.close();
}

function linkOf(text, version = 1) {
  return `#${version},${deflateRawSync(text).toString("base64url")}`;
}

function longest(tasks) {
  return tasks.length === 0 ? "none over 50 ms" : milliseconds(Math.max(...tasks));
}

function milliseconds(time) {
  return `${time.toLocaleString("en-US", { maximumFractionDigits: time < 10 ? 1 : 0 })} ms`;
}
