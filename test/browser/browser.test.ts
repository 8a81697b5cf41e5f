/** The library in a browser: the same files give the same bytes as in Node, from a server that sets no special header. */

import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MigrationResult } from "../../src/index.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { HAS_CHROMIUM, launchChromium, type ServedFiles, serve, type TestServer } from "../support/chromium.js";
import { jsonOf } from "../support/result-text.js";

const PAGE = `<!doctype html><meta charset="utf-8"><title>xenvmc-sim</title>
<script type="module">
import { simulate } from "./index.js";
import { parseScenario } from "./text.js";
globalThis.library = { parseScenario, simulate };
</script>`;
const POLICY = `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'unsafe-inline'">`;
const FILES: ServedFiles = {
  "/forbidding.html": () => PAGE.replace("<title>", `${POLICY}<title>`),
  "/": () => PAGE,
  "/index.js": () => readFileSync("dist/index.js"),
  "/expected.js": () => readFileSync("dist/expected.js"),
  "/reference.js": () => readFileSync("dist/reference.js"),
  "/traffic.js": () => readFileSync("dist/traffic.js"),
  "/text.js": () => readFileSync("dist/text.js"),
};

/** Different engines, sources and sampling: a skip rule with its peeks, a sweep, a Zipf source, zero pages. */
const SCENARIOS = {
  stream: `{ version: 1, vm: { memory: 256 MiB, content: { zero: 0.2 } }, link: { bandwidth: 1 Gbit/s }, runs: 2,
    workload: [{ kind: hot-cold, hot: { size: 4 MiB, rate: 20 k/s }, cold: { size: 64 MiB, rate: 2 k/s } }, { kind: zipf, size: 32 MiB, rate: 10 k/s, exponent: 0.99 }] }`,
  classic: `{ version: 1, vm: { memory: 256 MiB }, link: { bandwidth: 1 Gbit/s }, engine: xen-3.0, seed: 77,
    workload: [{ kind: sweep, size: 16 MiB, rate: 10 k/s }, { kind: power-law, size: 64 MiB, rate: 5 k/s, exponent: 4 }] }`,
  expected: `{ version: 1, fidelity: expected, vm: { memory: 256 MiB }, link: { bandwidth: 1 Gbit/s }, engine: qemu-10.0,
    workload: [{ kind: zipf, size: 32 MiB, rate: 10 k/s, exponent: 0.99 }] }`,
};

it("has a browser, at least in the full check", () => {
  if (process.env.CI) expect(HAS_CHROMIUM, "no /usr/bin/chromium; CHROMIUM_PATH can name another").toBe(true);
});

describe.skipIf(!HAS_CHROMIUM)("in Chromium", () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    requireBuiltPackage();
    server = await serve(FILES);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each(Object.entries(SCENARIOS))("gives Node's bytes: %s", async (_name, text) => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`${server.origin}/`);
    await page.waitForFunction("globalThis.library !== undefined");
    const inBrowser = await page.evaluate(`library.simulate(library.parseScenario(${JSON.stringify(text)})).then(JSON.stringify)`);
    const { simulate } = (await import("../../dist/index.js" as string)) as typeof import("../../src/index.js");
    const { parseScenario } = (await import("../../dist/text.js" as string)) as typeof import("../../src/text.js");
    expect(errors).toEqual([]);
    expect(jsonOf(JSON.parse(inBrowser as string) as MigrationResult)).toBe(jsonOf(await simulate(parseScenario(text))));
    await page.close();
  });

  it("is told what to allow by a page whose policy forbids WebAssembly, and simulates without it", async () => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/forbidding.html`);
    await page.waitForFunction("globalThis.library !== undefined");
    const scenario = `{ version: 1, vm: { memory: "16 MiB" }, link: { bandwidth: "1 Gbit/s" } }`;
    expect(await page.evaluate(`library.simulate(${scenario}).catch(String)`)).toBe(
      `CoreError: the content security policy of this page forbids WebAssembly: allow it with 'wasm-unsafe-eval' in script-src, or simulate with { pages: "reference" }, which is slower`,
    );
    const seconds = `library.simulate(${scenario}, { pages: "reference" }).then(({ runs }) => runs[0].totals.totalSeconds)`;
    expect(await page.evaluate(seconds)).toBeGreaterThan(0);
    await page.close();
  });
});
