/** The browser recipes of docs/recipes.md, run in Chromium under the content security policy that the page shows. */
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MigrationResult, type Scenario, simulate } from "../../src/index.js";
import { study } from "../../src/study.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { HAS_CHROMIUM, launchChromium, type ServedFiles, serve } from "../support/chromium.js";
import { RECIPE_FILES } from "../support/recipes.js";

const [, POLICY = ""] = file("browser/policy.txt").match(/^Content-Security-Policy: (.*)\n$/) ?? [];
const PAGE: ServedFiles = {
  "/": () => file("browser/index.html"),
  "/page.js": () => file("browser/page.js"),
  "/worker.js": () => file("browser/worker.js"),
  "/index.js": () => readFileSync("dist/index.js"),
};
/** The scenario that page.js posts. */
const SCENARIO: Scenario = {
  version: 1,
  vm: { memory: "1 GiB" },
  workload: [{ kind: "uniform", size: "64 MiB", rate: "20 k/s" }],
  link: { bandwidth: "1 Gbit/s" },
};

describe.skipIf(!HAS_CHROMIUM)("recipes for browsers", () => {
  let browser: Browser;
  let runs: MigrationResult["runs"];

  beforeAll(async () => {
    requireBuiltPackage();
    browser = await launchChromium();
    ({ runs } = await simulate(SCENARIO));
  });

  afterAll(() => browser?.close());

  it("simulates in a module worker under the policy shown, with Node's bytes", async () => {
    expect(JSON.parse(await shown(PAGE, POLICY)).runs).toEqual(JSON.parse(JSON.stringify(runs)));
  });

  it("needs 'wasm-unsafe-eval'", async () => {
    expect(JSON.parse(await shown(PAGE, withoutWasm(POLICY)))).toEqual({
      failed: expect.stringMatching(
        /^CoreError: the content security policy of this page forbids WebAssembly: allow it with .wasm-unsafe-eval./,
      ),
    });
  });

  it("simulates in plain TypeScript without it", async () => {
    const files = {
      ...PAGE,
      "/worker.js": () => file("browser/worker-without-wasm.js"),
      "/reference.js": () => readFileSync("dist/reference.js"),
    };
    expect(JSON.parse(await shown(files, withoutWasm(POLICY))).runs).toEqual(JSON.parse(JSON.stringify(runs)));
  });

  it("computes a study in web workers", async () => {
    const built = ["browser.js", "browser-worker.js", "study.js", "index.js"].map(
      (name) => [`/${name}`, () => readFileSync(`dist/${name}`)] as const,
    );
    const files = {
      "/": () => file("browser-study/index.html"),
      "/page.js": () => file("browser-study/page.js"),
      ...Object.fromEntries(built),
    };
    const [, literal = ""] = file("browser-study/page.js").match(/const scenario = (\{.*?\n\});/s) ?? [];
    const { verdict } = await study(Function(`return ${literal}`)() as object);
    expect(await shown(files, POLICY)).toBe(verdict.join("\n"));
  });

  it("loads the core as a separate file from a bundle", async () => {
    const { outputFiles } = await build({
      stdin: { contents: file("bundle/with-core.js"), resolveDir: process.cwd() },
      bundle: true,
      format: "esm",
      loader: { ".wasm": "file" },
      outdir: "/site",
      write: false,
    });
    const bundled = outputFiles.map(({ path, contents }) => [path, () => Buffer.from(contents)] as const);
    const page = `<!doctype html><title></title><script type="module" src="/site/stdin.js"></script>`;
    expect(bundled.map(([path]) => path.split(".").at(-1)).sort()).toEqual(["js", "wasm"]);
    const title = async (tab: Page) => (await tab.waitForFunction("document.title")).jsonValue();
    expect(await onPage({ "/": () => page, ...Object.fromEntries(bundled) }, {}, title)).toBe("65836 pages sent, core custom");
  });

  /** The final text of the page of `files`. It is read by a locator, since evaluated code would fall under the policy too. */
  async function shown(files: ServedFiles, policy: string): Promise<string> {
    const read = (page: Page) => page.locator("#result", { hasNotText: /^\.\.\.$/ }).textContent();
    return (await onPage(files, { "content-security-policy": policy }, read)) ?? "";
  }

  async function onPage<Value>(files: ServedFiles, headers: Record<string, string>, read: (page: Page) => Promise<Value>): Promise<Value> {
    const server = await serve(files, headers);
    const page = await browser.newPage();
    try {
      await page.goto(`${server.origin}/`);
      return await read(page);
    } finally {
      await page.close();
      server.close();
    }
  }
});

function withoutWasm(policy: string): string {
  expect(policy).toContain(" 'wasm-unsafe-eval'");
  return policy.replace(" 'wasm-unsafe-eval'", "");
}

function file(name: string): string {
  const text = RECIPE_FILES.get(name);
  if (text === undefined) throw new Error(`docs/recipes.md shows no file ${name}`);
  return text;
}
