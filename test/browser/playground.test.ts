/** The playground in Chromium, from a folder of a server that only has its files. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STORIES } from "../../playground/stories.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { HAS_CHROMIUM, launchChromium, serve, type TestServer } from "../support/chromium.js";
import { runCommand } from "../support/command-line.js";

const EXAMPLES = ["examples", "examples/seed-claim", "examples/studies"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => `${folder}/${name}`),
);
const SIMULATED = /^Simulated/;
/** Pictures of the page for those who look after it. */
const PICTURES = "build/playground";

describe.skipIf(!HAS_CHROMIUM)("the playground", () => {
  let browser: Browser;
  let server: TestServer;

  beforeAll(async () => {
    requireBuiltPackage();
    const names = readdirSync("dist/playground");
    const files = Object.fromEntries(names.map((name) => [`/below/here/${name}`, () => readFileSync(`dist/playground/${name}`)]));
    server = await serve({ ...files, "/below/here/": () => readFileSync("dist/playground/index.html") });
    browser = await launchChromium();
    mkdirSync(PICTURES, { recursive: true });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it("shows the numbers of `xenvmc-sim run --json` to the byte, of every shipped scenario, without a network", async () => {
    const expected: string[] = [];
    for (const path of EXAMPLES) expected.push((await runCommand(["run", path, "-q", "--json", "-"])).stdout);
    const tab = await opened();
    await tab.page.context().setOffline(true);
    for (const [index, path] of EXAMPLES.entries()) {
      await tab.page.selectOption("#example", String(index));
      expect((await tab.json(readFileSync(path, "utf8"))) === expected[index], path).toBe(true);
    }
    await tab.close();
  }, 180_000);

  it("simulates a changed field, and writes it into the YAML", async () => {
    const tab = await opened();
    const { page } = tab;
    await page.selectOption("#example", String(EXAMPLES.indexOf("examples/web-server.yaml")));
    await tab.json(readFileSync("examples/web-server.yaml", "utf8"));
    await page.fill("#field-link-bandwidth", "10 Gbit/s");
    await page.press("#field-link-bandwidth", "Enter");
    const changed = readFileSync("examples/web-server.yaml", "utf8").replace("1 Gbit/s", "10 Gbit/s");
    const { stdout } = await runCommand(["run", "-", "-q", "--json", "-"], { input: changed });
    expect(await tab.json(changed)).toBe(stdout);
    await page.click("[aria-label='×2 memory']");
    await page.waitForFunction(() => (document.querySelector("#yaml") as HTMLTextAreaElement).value.includes("memory: 8 GiB"));
    await tab.close();
  });

  it("tells each story, and does what it proposes", async () => {
    const tab = await opened();
    const { page } = tab;
    for (const [index, { title, tryThis }] of STORIES.entries()) {
      await page.selectOption("#story", String(index));
      await page.waitForFunction((words) => document.querySelector("#story-text h3")?.textContent === words, title);
      await tab.simulated();
      await page.click("#keep");
      await page.click("#story-text button");
      const written = (value: string) => (document.querySelector("#yaml") as HTMLTextAreaElement).value.includes(value);
      await page.waitForFunction(written, String(tryThis.value));
      await tab.simulated();
      await page.locator("#totals th", { hasText: "Difference" }).waitFor();
    }
    await tab.close();
  });

  it("plays, pauses, steps by round and scrubs", async () => {
    const tab = await opened();
    const { page } = tab;
    await tab.followed();
    const clock = () => page.textContent("#clock");
    const picture = () => page.evaluate(() => (document.querySelector("#map") as HTMLCanvasElement).toDataURL());
    // Motion is not wanted here, so nothing plays by itself.
    expect(await page.textContent("#play")).toBe("Play");
    expect(await clock()).toMatch(/^0 s of 2\.71 s, round 1 of 6$/);
    const first = await picture();
    await page.click("#next");
    expect(await clock()).toMatch(/round 2 of 6$/);
    expect(await picture()).not.toBe(first);
    await page.click("#back");
    expect(await clock()).toMatch(/round 1 of 6$/);
    expect(await picture()).toBe(first);
    await page.focus("#time");
    await page.keyboard.press("End");
    expect(await clock()).toMatch(/^2\.71 s of 2\.71 s, round 6 of 6$/);
    await page.keyboard.press("Home");
    await page.click("#play");
    await page.waitForFunction(() => Number((document.querySelector("#time") as HTMLInputElement).value) > 5);
    await page.click("#play");
    expect(await page.textContent("#play")).toBe("Play");
    await tab.close();
  });

  it("reads a cell of the map by keyboard", async () => {
    const tab = await opened();
    await tab.followed();
    await tab.page.focus("#cell");
    await tab.page.keyboard.press("End");
    expect(await tab.page.textContent("#place")).toBe(
      "Pages 65,528 to 65,535, from 256 MiB on: 100 % to send, 0 % to send again, 0 % written.",
    );
    await tab.close();
  });

  it("opens a link in another tab, and goes back and forth", async () => {
    const tab = await opened();
    await tab.page.selectOption("#example", String(EXAMPLES.indexOf("examples/phases.yaml")));
    const text = readFileSync("examples/phases.yaml", "utf8");
    const json = await tab.json(text);
    const link = await tab.page.evaluate(() => location.href);
    expect(link).toMatch(/#1,[\w-]{100,800}$/);
    const other = await opened({}, link.slice(link.indexOf("#")));
    expect(await other.json(text)).toBe(json);
    await other.page.goto(
      `${server.origin}/below/here/${linkOf("version: 1\nname: another\nvm: { memory: 16 MiB }\nlink: { bandwidth: 1 Gbit/s }\n")}`,
    );
    await other.page.waitForFunction(() => document.title.startsWith("another"));
    await other.page.goBack();
    expect(await other.json(text)).toBe(json);
    await other.close();
    await tab.close();
  });

  it("says what is wrong in the library's words, at the control and with its line", async () => {
    const tab = await opened();
    const { page } = tab;
    await page.fill("#yaml", "version: 1\nvm: { memory: 1 XB }\nlink: { bandwidth: 1 Gbit/s, speed: 3 }\n");
    await page.locator("#faults li").nth(1).waitFor();
    const faults = await page.textContent("#faults");
    expect(faults).toMatch(/vm\.memory, line 2, column 15: expected .+, received "1 XB"/);
    expect(faults).toContain("link.speed, line 3");
    expect(await page.getAttribute("#field-vm-memory", "aria-invalid")).toBe("true");
    await page.click("#faults li:nth-child(2) button");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("yaml");
    await page.fill("#yaml", "version: 1\nvm: [\n");
    await page.waitForFunction(() => /line [23]/.test(document.querySelector("#faults")?.textContent ?? ""));
    await page.fill("#yaml", "version: 1\nvm: { memory: 16 MiB }\nlink: { bandwidth: 1 Gbit/s }\n");
    await page.waitForFunction(() => document.querySelector("#faults")?.textContent === "");
    await tab.close();
  });

  it("refuses links of other formats, damaged ones, bombs and long ones, in words", async () => {
    const refusals = [
      ["#7,abc", "This link is of format 7; this page opens format 1."],
      ["#about", "This link does not hold a scenario: expected #1, and its text, deflated, in base64url."],
      ["#1,AAAAAAAA", "This link is damaged: its text cannot be read. Copy all of it."],
      [`#1,${"A".repeat(2 ** 20)}`, "This link has 1,048,579 characters. Links of this page have at most 65,536, so it was not opened."],
      [linkOf("a".repeat(32 * 2 ** 20)), "This link holds more than 256 KiB of text, so it was not opened."],
    ] as const;
    const tab = await opened({}, refusals[0][0], false);
    for (const [hash, words] of refusals) {
      await tab.page.evaluate((link) => location.replace(link), hash);
      await tab.page.locator("#status", { hasText: words }).waitFor();
    }
    // The page stays usable.
    await tab.page.selectOption("#story", "0");
    await tab.simulated();
    await tab.close();
  });

  it("executes nothing of a link", async () => {
    const attack = `<img src=x onerror="globalThis.attacked=1"><script>globalThis.attacked=1</script>`;
    const named = JSON.stringify(attack);
    const text = `version: 1\nname: ${named}\nvm: { memory: 256 MiB }\nlink: { bandwidth: 1 Gbit/s }
peers: [{ name: ${named}, place: source, flows: [{ message: 4 KiB, send: 1 MB/s }] }]\n`;
    for (const hostile of [
      text,
      `${text}${named}: 1\n`,
      `version: 1\nvm: { memory: ${named} }\n`,
      `&a [*a, *a]`,
      `__proto__: { attacked: 1 }\n`,
    ]) {
      const tab = await opened({}, linkOf(hostile), false);
      await tab.page.waitForFunction(() => /^(?:Simulated|Not simulated)/.test(document.querySelector("#status")?.textContent ?? ""));
      expect(await tab.page.evaluate(() => "attacked" in globalThis || "attacked" in {})).toBe(false);
      expect(await tab.page.locator("img[src=x], main script").count()).toBe(0);
      await tab.close();
    }
  });

  it.each([
    ["wide", "dark", 1440],
    ["phone", "light", 360],
    ["projector", "light", 1920],
  ] as const)("can be read by everybody: %s, %s", async (name, colorScheme, width) => {
    const tab = await opened({ colorScheme, viewport: { width, height: 900 } });
    await tab.followed();
    if (name === "phone") for (const id of ["fields", "as-yaml"]) await tab.page.click(`#${id} > summary`);
    await tab.page.fill("#field-vm-vcpus", "0");
    await tab.page.press("#field-vm-vcpus", "Enter");
    await tab.page.locator("#faults li").first().waitFor();
    expect(await tab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    // The policy of the page keeps out scripts of others; evaluated code is the debugger's.
    await tab.page.evaluate(axe.source);
    const { violations } = await tab.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    await tab.page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true });
    await tab.close();
  });

  interface Tab {
    readonly page: Page;
    /** Waits until the scenario in the text has been simulated. */
    simulated(): Promise<void>;
    /** Waits until all frames are there. */
    followed(): Promise<void>;
    /** The result as JSON, once it is that of `text`. */
    json(text: string): Promise<string>;
    /** Closes the tab, which must have had no error. */
    close(): Promise<void>;
  }

  async function opened(options: BrowserContextOptions = {}, hash = "", awaits = true): Promise<Tab> {
    const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1200, height: 800 }, ...options });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => errors.push(`${message.type()}: ${message.text()}`));
    page.on("dialog", (dialog) => errors.push(dialog.message()));
    await page.goto(`${server.origin}/below/here/${hash}`);
    const simulated = () => page.locator("#status", { hasText: SIMULATED }).waitFor();
    if (awaits) await simulated();
    return {
      page,
      simulated,
      followed: async () => {
        await page.locator("#migration[data-followed=true]").waitFor();
      },
      json: async (text) => {
        await page.waitForFunction((expected) => (document.querySelector("#migration") as HTMLElement).dataset.text === expected, text);
        const [download] = await Promise.all([page.waitForEvent("download"), page.click("a[download='result.json']")]);
        return readFileSync(await download.path(), "utf8");
      },
      close: async () => {
        expect(errors).toEqual([]);
        await context.close();
      },
    };
  }
});

function linkOf(text: string): string {
  return `#1,${deflateRawSync(text).toString("base64url")}`;
}
