/** The library in a browser: the same files, the same bytes as in Node, from a server that sets no special header. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MigrationResult } from "../../src/index.js";
import { formatJson } from "../../src/output/json.js";
import { requireBuiltPackage } from "../support/built-package.js";

const EXECUTABLE = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PAGE = `<!doctype html><meta charset="utf-8"><title>xenvmc-sim</title>
<script type="module">
import { simulate } from "./index.js";
import { parseScenario } from "./text.js";
globalThis.library = { parseScenario, simulate };
</script>`;
const FILES: Readonly<Record<string, { readonly type: string; readonly body: () => string | Buffer }>> = {
  "/": { type: "text/html", body: () => PAGE },
  "/index.js": { type: "text/javascript", body: () => readFileSync("dist/index.js") },
  "/text.js": { type: "text/javascript", body: () => readFileSync("dist/text.js") },
};

/** Engines, sources and sampling differ: a skip rule with its looks at the log, a sweep, a Zipf source, zero pages. */
const SCENARIOS = {
  stream: `{ version: 1, vm: { memory: 256 MiB, content: { zero: 0.2 } }, link: { bandwidth: 1 Gbit/s }, runs: 2,
    workload: [{ kind: hot-cold, hot: { size: 4 MiB, rate: 20 k/s }, cold: { size: 64 MiB, rate: 2 k/s } }, { kind: zipf, size: 32 MiB, rate: 10 k/s, exponent: 0.99 }] }`,
  classic: `{ version: 1, vm: { memory: 256 MiB }, link: { bandwidth: 1 Gbit/s }, engine: xen-3.0, seed: 77,
    workload: [{ kind: sweep, size: 16 MiB, rate: 10 k/s }, { kind: power-law, size: 64 MiB, rate: 5 k/s, exponent: 4 }] }`,
};

const isThere = existsSync(EXECUTABLE);

it("has a browser to run in, at least where everything is to be checked", () => {
  if (process.env.CI) expect(isThere, `${EXECUTABLE} is missing; CHROMIUM_PATH can name another`).toBe(true);
});

describe.skipIf(!isThere)("in Chromium", () => {
  let server: Server;
  let browser: Awaited<ReturnType<typeof chromium.launch>>;

  beforeAll(async () => {
    requireBuiltPackage();
    server = createServer((request, response) => {
      const file = FILES[request.url ?? ""];
      response.writeHead(file === undefined ? 404 : 200, { "content-type": file?.type ?? "text/plain" }).end(file?.body());
    }).listen(0, "127.0.0.1");
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each(Object.entries(SCENARIOS))("gives Node's bytes: %s", async (_name, text) => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("globalThis.library !== undefined");
    const inBrowser = await page.evaluate(`library.simulate(library.parseScenario(${JSON.stringify(text)})).then(JSON.stringify)`);
    const { simulate } = (await import("../../dist/index.js" as string)) as typeof import("../../src/index.js");
    const { parseScenario } = (await import("../../dist/text.js" as string)) as typeof import("../../src/text.js");
    expect(errors).toEqual([]);
    expect(formatJson(JSON.parse(inBrowser as string) as MigrationResult)).toBe(formatJson(await simulate(parseScenario(text))));
    await page.close();
  });
});
