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
    .map((name) => `${folder}/${name}`)
    // Studies of fleets are no scenarios.
    .filter((path) => !/^hosts:/m.test(readFileSync(path, "utf8"))),
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
    await tab.page.locator("#migration[data-loaded=true]").waitFor();
    await tab.page.context().setOffline(true);
    for (const [index, path] of EXAMPLES.entries()) {
      await tab.page.selectOption("#example", String(index));
      expect((await tab.json(readFileSync(path, "utf8"))) === expected[index], path).toBe(true);
    }
    await tab.close();
  }, 180_000);

  it("shows variants side by side, with the numbers of the commands that it names", async () => {
    const tab = await opened();
    const { page } = tab;
    const files = readdirSync("examples/variants").sort();
    const scenario = readFileSync("examples/web-vm-leaves-database.yaml", "utf8");
    const variants = readFileSync("examples/variants/candidates.yaml", "utf8");
    await page.selectOption("#example", String(EXAMPLES.length + files.indexOf("candidates.yaml")));
    const json = await tab.json(scenario, variants, "result-3.json");
    const command = "npx xenvmc-sim run scenario.yaml --set 'channel=\"xenvmc-modified\"' --json result-3.json";
    expect((await page.textContent("#command"))?.split("\n")[2]).toBe(command);
    const set = ["--set", 'channel="xenvmc-modified"'];
    expect(json).toBe((await runCommand(["run", "-", "-q", ...set, "--json", "-"], { input: scenario })).stdout);
    expect(await page.locator(".panel").count()).toBe(3);
    expect(await page.locator("#totals th", { hasText: "Difference" }).count()).toBe(2);
    expect(await page.textContent("#words")).toMatch(/netfront.+The link set the pace.+XenVMC.+The link set the pace.+M1/s);
    expect(await page.textContent("#left-out")).toBe("The first 3 of 9 variants are shown.");
    // A study's variants are a click away.
    await page.selectOption("#example", String(EXAMPLES.indexOf("examples/studies/links.yaml")));
    await page.click("#study-variants");
    await page.waitForFunction(() => (document.querySelector("#migration") as HTMLElement).dataset.variants?.includes("qemu"));
    expect(await page.locator(".panel h3").allTextContents()).toEqual(["xen", "qemu"]);
    await tab.close();
  });

  it("adds variants, sets their fields alone, and takes them away", async () => {
    const tab = await opened();
    const { page } = tab;
    const variants = () => page.inputValue("#variants");
    await page.click("#add-variant");
    await page.locator(".panel").nth(1).waitFor();
    expect(await variants()).toBe("as written: {}\nvariant 2: {}\n");
    expect(await page.inputValue("#target")).toBe("variant 2");
    await page.fill("#field-link-bandwidth", "10 Gbit/s");
    await page.press("#field-link-bandwidth", "Enter");
    await tab.withVariants("as written: {}\nvariant 2: { link.bandwidth: 10 Gbit/s }\n");
    // Within a mapping that a variant sets, and not beside it.
    await page.fill("#variants", "as written: {}\nq: { engine: { preset: qemu-10.0, autoConverge: true } }\n");
    await tab.withVariants(await variants());
    await page.selectOption("#target", "q");
    await page.click("#field-engine-autoConverge");
    await tab.withVariants("as written: {}\nq: { engine: { preset: qemu-10.0, autoConverge: false } }\n");
    await page.click("#remove-variant");
    await tab.withVariants("");
    expect(await page.locator(".panel").count()).toBe(1);
    await tab.close();
  });

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

  it("takes a change of each control", async () => {
    const tab = await opened({}, linkOf(readFileSync("examples/web-vm-leaves-database.yaml", "utf8")));
    const { page } = tab;
    const ids = await page.locator("#form input, #form select").evaluateAll((controls) => controls.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(15);
    for (const id of ids) {
      const before = await page.inputValue("#yaml");
      await page.locator(`#${id}`).evaluate((control) => {
        if (control instanceof HTMLSelectElement) control.selectedIndex = control.selectedIndex === 1 ? 2 : 1;
        else if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = !control.checked;
        else if (control instanceof HTMLInputElement) control.value = control.value === "" ? "2" : `3${control.value}`;
        control.dispatchEvent(new Event("change"));
      });
      await page.waitForFunction((text) => (document.querySelector("#yaml") as HTMLTextAreaElement).value !== text, before);
      await page.waitForFunction(() => /^(?:Simulated|Not simulated)/.test(document.querySelector("#status")?.textContent ?? ""));
    }
    await tab.close();
  });

  it("tells each story, and does what it proposes beside it", async () => {
    const tab = await opened();
    const { page } = tab;
    for (const [index, { title, tryThis }] of STORIES.entries()) {
      await page.selectOption("#story", String(index));
      await page.waitForFunction((words) => document.querySelector("#story-text h2")?.textContent === words, title);
      await page.click("#story-text button");
      await page.locator(".panel h3", { hasText: tryThis.words }).waitFor();
      expect(await page.inputValue("#variants")).toContain(String(tryThis.value));
      const { [tryThis.figure]: name } = {
        pagesResent: "Pages resent",
        totalSeconds: "Total time",
        downtimeSeconds: "Downtime",
        pagesSent: "Pages sent",
        guestTimeTakenSeconds: "Guest time taken",
      };
      const row = page.locator("#totals tr", { has: page.getByRole("rowheader", { name, exact: true }) });
      expect(await row.locator("td").nth(2).textContent(), title).toMatch(tryThis.change === "falls" ? /^−/ : /^\+/);
    }
    await tab.close();
  });

  it("plays, pauses, steps by round and by batch, and scrubs, all at one moment", async () => {
    const tab = await opened();
    const { page } = tab;
    await page.click("#story-text button");
    await page.locator(".panel").nth(1).waitFor();
    await tab.followed();
    const clock = () => page.textContent("#clock");
    const pictures = () => page.locator(".map").evaluateAll((maps) => maps.map((map) => (map as HTMLCanvasElement).toDataURL()));
    const settled = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    // Motion is not wanted here, so nothing plays by itself.
    expect(await page.textContent("#play")).toBe("Play");
    expect(await clock()).toMatch(/^0 s of 3\.52 s, round 1 of 6 \/ 1 of 6$/);
    await settled();
    const first = await pictures();
    await page.click("#next");
    expect(await clock()).toMatch(/^2\.29 s of 3\.52 s, round 2 of 6 \/ 2 of 6$/);
    await settled();
    const second = await pictures();
    expect([second[0] === first[0], second[1] === first[1]]).toEqual([false, false]);
    expect(await page.locator(".panel").nth(1).locator(".reading").first().textContent()).toMatch(/^round 2: [\d,]+$/);
    await page.click("#batch-back");
    await page.waitForFunction(() => document.querySelector("#clock")?.textContent?.startsWith("2.25 s"));
    await page.click("#batch-back");
    await page.waitForFunction(() => document.querySelector("#clock")?.textContent?.startsWith("2.22 s"));
    for (const words of ["2.25 s", "2.29 s", "2.33 s"]) {
      await page.click("#batch-next");
      await page.waitForFunction((start) => document.querySelector("#clock")?.textContent?.startsWith(start), words);
    }
    await page.click("#back");
    await page.click("#back");
    await settled();
    expect(await pictures()).toEqual(first);
    await page.focus("#time");
    await page.keyboard.press("End");
    expect(await clock()).toMatch(/^3\.52 s of 3\.52 s, round 6 of 6 \/ 6 of 6$/);
    await settled();
    expect(await page.locator(".reading").first().textContent()).toBe("ended at 2.71 s");
    await page.keyboard.press("Home");
    await page.click("#play");
    await page.waitForFunction(() => Number((document.querySelector("#time") as HTMLInputElement).value) > 20);
    await page.click("#play");
    expect(await page.textContent("#play")).toBe("Play");
    // The figures under the map are a time line too.
    const { x, y, width } = (await page.locator(".track").first().boundingBox()) as { x: number; y: number; width: number };
    await page.mouse.click(x + width / 2, y + 10);
    expect(await clock()).toMatch(/^1\.76 s/);
    await tab.close();
  });

  it("marks pages and zooms by mouse, touch and keys, and counts what is marked", async () => {
    const tab = await opened(
      { hasTouch: true },
      linkOf("version: 1\nvm: { memory: 4 GiB }\nlink: { bandwidth: 10 Gbit/s }\nfidelity: pages\n"),
    );
    const { page } = tab;
    await tab.followed();
    const count = (state: string) =>
      page
        .locator("#legend tr", { has: page.getByRole("rowheader", { name: state, exact: true }) })
        .locator("td")
        .textContent();
    const [caption, view] = [() => page.textContent("#legend caption"), () => page.textContent("#view")];
    expect(await caption()).toBe("All pages, 0 to 1,048,575: 4 GiB");
    expect(await count("to send")).toBe("1,047,552");
    const map = page.locator(".map");
    await map.focus();
    for (const key of ["Home", "ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector("#legend caption")?.textContent?.startsWith("Marked"));
    expect(await caption()).toBe("Marked pages, 64 to 191: 512 KiB");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#view")?.textContent?.startsWith("Pages"));
    expect(await view()).toBe("Pages 0 to 511, 2 MiB from 0 B on");
    // Cells become as fine as they come once nothing moves.
    await page.waitForFunction(() => (document.querySelector(".map") as HTMLCanvasElement).width === 16);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() =>
      /^Pages 136 to 143, 32 KiB from 544 KiB on: \d to send/.test(document.querySelector("#place")?.textContent ?? ""),
    );
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector("#view")?.textContent === "All of memory");
    const box = (await map.boundingBox()) as { x: number; y: number; width: number; height: number };
    await page.mouse.move(box.x + 2, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2 - 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelector("#legend caption")?.textContent === "Marked pages, 0 to 524,287: 2 GiB");
    expect(await count("to send")).toBe("523,264");
    await page.click("#zoom-region");
    await page.waitForFunction(() => document.querySelector("#view")?.textContent === "Pages 0 to 524,287, 2 GiB from 0 B on");
    await page.click("#zoom-whole");
    // Not under the time, which stays at the top.
    await map.evaluate((canvas) => canvas.scrollIntoView({ block: "center", behavior: "instant" }));
    const at = (await map.boundingBox()) as { x: number; y: number };
    const touch = await page.context().newCDPSession(page);
    const fingers = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: number[]) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((x, id) => ({ x: at.x + x, y: at.y + 40, id })) });
    await fingers("touchStart", 100, 140);
    for (const apart of [60, 80, 100, 120]) await fingers("touchMove", 120 - apart / 2, 120 + apart / 2);
    await fingers("touchEnd");
    await page.waitForFunction(() => /^Pages .* 2 GiB from/.test(document.querySelector("#view")?.textContent ?? ""));
    await tab.close();
  });

  it("opens a link in another tab, with its variants, and goes back and forth", async () => {
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
    const variants = "slow: {}\nfast: { link.bandwidth: 10 Gbit/s }\n";
    await other.page.goto(`${server.origin}/below/here/${linkOf(JSON.stringify([text, variants]), 2)}`);
    expect(await other.json(text, variants, "result-1.json")).toBe(json);
    await other.page.waitForFunction(() => location.hash.startsWith("#2,"));
    const again = await opened({}, new URL(await other.page.evaluate(() => location.href)).hash);
    expect(await again.page.locator(".panel h3").allTextContents()).toEqual(["slow", "fast"]);
    for (const each of [again, other, tab]) await each.close();
  });

  it("says what is wrong in the library's words, at the control and with its line", async () => {
    const tab = await opened();
    const { page } = tab;
    await page.fill("#yaml", "version: 1\nvm: { memory: 1 XB }\nlink: { bandwidth: 1 Gbit/s, speed: 3 }\n");
    await page.locator("#faults li").nth(1).waitFor();
    const faults = () => page.textContent("#faults");
    expect(await faults()).toMatch(/vm\.memory, line 2, column 15: expected .+, received "1 XB"/);
    expect(await faults()).toContain("link.speed, line 3");
    expect(await page.getAttribute("#field-vm-memory", "aria-invalid")).toBe("true");
    await page.click("#faults li:nth-child(2) button");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("yaml");
    await page.fill("#yaml", "version: 1\nvm: [\n");
    await page.waitForFunction(() => /line [23]/.test(document.querySelector("#faults")?.textContent ?? ""));
    await page.fill("#yaml", "version: 1\nvm: { memory: 16 MiB }\nlink: { bandwidth: 1 Gbit/s }\n");
    await page.waitForFunction(() => document.querySelector("#faults")?.textContent === "");
    await page.click("#add-variant");
    await page.locator(".panel").nth(1).waitFor();
    await page.fill("#variants", "a: {}\nb: { seed: 3 }\n");
    await page.waitForFunction(() => /variants have faults.*b\.seed, line 2/.test(document.querySelector("#faults")?.textContent ?? ""));
    await page.fill("#variants", "a: {}\nb: { link.bandwidth: 3 XB }\n");
    await page.waitForFunction(() => /b, link\.bandwidth: expected/.test(document.querySelector("#faults")?.textContent ?? ""));
    await tab.close();
  });

  it("gives figures as SVG and PNG, the map, and the texts", async () => {
    const tab = await opened();
    await tab.json(STORIES[0]?.text ?? "");
    const saved = async (selector: string) => {
      const [download] = await Promise.all([tab.page.waitForEvent("download"), tab.page.click(selector)]);
      return readFileSync(await download.path());
    };
    const figures = await tab.page.locator("#figures figure").count();
    expect(figures).toBeGreaterThan(4);
    expect(await tab.page.locator("#figures a[download$='.svg']").count()).toBe(figures);
    expect((await saved("a[download='rates.svg']")).toString()).toMatch(/^<svg /);
    for (const name of ["rates.png", "map.png"]) {
      const picture = await saved(`button[data-file='${name}']`);
      expect(picture.subarray(1, 4).toString()).toBe("PNG");
      expect(picture.readUInt32BE(16)).toBeGreaterThan(1000);
    }
    expect((await saved("a[download='scenario.yaml']")).toString()).toBe(STORIES[0]?.text);
    await tab.close();
  });

  it("makes a scenario of a log that is dropped, as the command does", async () => {
    const name = "proxmox-task-12.6gib.txt";
    const log = readFileSync(`test/logs/data/${name}`, "utf8");
    const { stdout } = await runCommand(["calibrate", `test/logs/data/${name}`, "-q"]);
    const tab = await opened();
    const { page } = tab;
    const drop = (files: readonly (readonly [name: string, text: string])[]) =>
      page.evaluate((dropped) => {
        const dataTransfer = new DataTransfer();
        for (const [fileName, text] of dropped) dataTransfer.items.add(new File([text], fileName));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      }, files);
    await drop([["notes.txt", "nothing of a migration\n"]]);
    await page.waitForFunction(() => /^No scenario comes from this log: /.test(document.querySelector("#status")?.textContent ?? ""));
    await drop([[name, log]]);
    const text = stdout.replaceAll(`test/logs/data/${name}`, name);
    await page.waitForFunction((yaml) => (document.querySelector("#migration") as HTMLElement).dataset.text === yaml, text);
    await page.setInputFiles("#log", { name: "a\nname: b", mimeType: "text/plain", buffer: Buffer.from("") });
    await page.waitForFunction(() => /^No scenario comes from this log: /.test(document.querySelector("#status")?.textContent ?? ""));
    await tab.close();
  });

  it("refuses links of other formats, damaged ones, bombs and long ones, in words", async () => {
    const damaged = "This link is damaged: its text cannot be read. Copy all of it.";
    const refusals = [
      ["#7,abc", "This link is of format 7; this page opens formats 1 and 2."],
      ["#about", "This link does not hold a scenario: expected #1, and its text, deflated, in base64url."],
      ["#1,AAAAAAAA", damaged],
      [linkOf("{}", 2), damaged],
      ["#7,abd", "This link is of format 7; this page opens formats 1 and 2."],
      [linkOf('["a", 1]', 2), damaged],
      [`#1,${"A".repeat(2 ** 20)}`, "This link has 1,048,579 characters. Links of this page have at most 65,536, so it was not opened."],
      [linkOf("a".repeat(32 * 2 ** 20)), "This link holds more than 256 KiB of text, so it was not opened."],
    ] as const;
    const tab = await opened({}, refusals[0][0], false);
    for (const [hash, words] of refusals) {
      await tab.page.evaluate((link) => location.replace(link), hash);
      await tab.page.locator("#status", { hasText: words }).waitFor();
    }
    // A list of thousands has controls for its first items only, so that the page answers.
    const sources = "  - { kind: uniform, size: 1 MiB, rate: 1 }\n".repeat(300);
    await tab.page.evaluate((link) => location.replace(link), linkOf(`version: 1\nworkload:\n${sources}`));
    await tab.page.locator("#form", { hasText: "288 more, as YAML." }).waitFor();
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
      linkOf(text),
      linkOf(`${text}${named}: 1\n`),
      linkOf(`version: 1\nvm: { memory: ${named} }\n`),
      linkOf(`&a [*a, *a]`),
      linkOf(`__proto__: { attacked: 1 }\n`),
      linkOf(JSON.stringify([text, `${named}: {}\n__proto__: { name: ${named} }\n"'; rm -rf /": {}\n`]), 2),
    ]) {
      const tab = await opened({}, hostile, false);
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
    const { page } = tab;
    await page.click("#story-text button");
    await page.locator(".panel").nth(1).waitFor();
    await tab.followed();
    await page.locator("#figures figure").first().waitFor();
    await page.click("#next");
    if (name === "phone") for (const id of ["fields", "as-yaml"]) await page.click(`#${id} > summary`);
    await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true });
    await page.fill("#field-vm-vcpus", "0");
    await page.press("#field-vm-vcpus", "Enter");
    await page.locator("#faults li").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    // The policy of the page keeps out scripts of others; evaluated code is the debugger's.
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    await page.locator("#scenario").screenshot({ path: `${PICTURES}/${name}-${colorScheme}-faults.png` });
    await tab.close();
  });

  interface Tab {
    readonly page: Page;
    /** Waits until the scenario in the text has been simulated. */
    simulated(): Promise<void>;
    /** Waits until all frames are there. */
    followed(): Promise<void>;
    /** The result as JSON, once it is that of these texts. */
    json(text: string, variants?: string, file?: string): Promise<string>;
    /** Waits until these variants have been simulated. */
    withVariants(variants: string): Promise<void>;
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
      json: async (text, variants = "", file = "result.json") => {
        await page.waitForFunction(
          ([scenario, other]) => {
            const { text: shown, variants: shownVariants, files } = (document.querySelector("#migration") as HTMLElement).dataset;
            return shown === scenario && shownVariants === other && files === "true";
          },
          [text, variants],
          // By time, as the page may not be painted while the machine is busy with other tests; the largest guests take a while then.
          { polling: 100, timeout: 120_000 },
        );
        const [download] = await Promise.all([page.waitForEvent("download"), page.click(`a[download='${file}']`)]);
        return readFileSync(await download.path(), "utf8");
      },
      withVariants: async (variants) => {
        await page.waitForFunction((text) => (document.querySelector("#migration") as HTMLElement).dataset.variants === text, variants);
      },
      close: async () => {
        expect(errors).toEqual([]);
        await context.close();
      },
    };
  }
});

function linkOf(text: string, version = 1): string {
  return `#${version},${deflateRawSync(text).toString("base64url")}`;
}
