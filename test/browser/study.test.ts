/** Studies in web workers: the rows and the verdict of one thread, also if a browser ends a worker without a word. */
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StudyResult, study } from "../../src/study.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { HAS_CHROMIUM, launchChromium, type ServedFiles, serve, type TestServer } from "../support/chromium.js";

const dist = (name: string) => () => readFileSync(`dist/${name}`);
/** The first rows that this worker sends are its last. */
const ENDING = `
const post = self.postMessage.bind(self);
self.postMessage = (message) => {
  post(message);
  if (message.kind === "rows") self.close();
};`;
const PAGE = `<!doctype html><meta charset="utf-8"><title>xenvmc-sim</title>
<script type="module">
import { studyInWorkers } from "./browser.js";
globalThis.studyInWorkers = studyInWorkers;
globalThis.created = 0;
/** The first \`ending\` of the workers end in the midst of their work. */
globalThis.endingFirst = (ending) => () => new Worker(created++ < ending ? "ending-worker.js" : "browser-worker.js", { type: "module" });
</script>`;
const FILES: ServedFiles = {
  "/": () => PAGE,
  "/index.js": dist("index.js"),
  "/expected.js": dist("expected.js"),
  "/study.js": dist("study.js"),
  "/browser.js": dist("browser.js"),
  "/browser-worker.js": dist("browser-worker.js"),
  "/ending.js": () => ENDING,
  "/ending-worker.js": () => `import "./ending.js";\nimport "./browser-worker.js";`,
};
const STUDY = {
  version: 1,
  vm: { memory: "64 MiB" },
  link: { bandwidth: "1 Gbit/s" },
  workload: [{ kind: "uniform", size: "8 MiB", rate: "10 k/s" }],
  study: {
    vary: { "link.bandwidth": ["1 Gbit/s", "2 Gbit/s", "10 Gbit/s"] },
    variants: { today: {}, expected: { fidelity: "expected" } },
    until: { downtimeSeconds: "5 %", atMost: 15 },
    goals: { downtimeSeconds: "< 30 ms" },
  },
};

describe.skipIf(!HAS_CHROMIUM)("a study in web workers", () => {
  let server: TestServer;
  let browser: Browser;
  let alone: StudyResult;

  beforeAll(async () => {
    requireBuiltPackage();
    alone = await study(STUDY);
    server = await serve(FILES);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** What code resolves with on a page of its own. */
  async function onPage(code: string): Promise<unknown> {
    const page = await browser.newPage();
    try {
      await page.goto(`${server.origin}/`);
      await page.waitForFunction("globalThis.studyInWorkers !== undefined");
      return await page.evaluate(code);
    } finally {
      await page.close();
    }
  }
  const computed = (options: string) =>
    onPage(`studyInWorkers(${JSON.stringify(STUDY)}, ${options}).then((result) => JSON.stringify({ created, result }))`);

  it("has the bytes of one thread", async () => {
    const { result } = JSON.parse((await computed("{ workers: 2 }")) as string);
    expect(JSON.stringify(result)).toBe(JSON.stringify(alone));
  });

  it("has them too where both workers end in the midst without an event", async () => {
    const { created, result } = JSON.parse((await computed("{ workers: 2, silenceSeconds: 2.5, createWorker: endingFirst(2) }")) as string);
    expect(created).toBeGreaterThan(2);
    expect(JSON.stringify(result)).toBe(JSON.stringify(alone));
  });

  it("rejects with the faults of the study, and with those of its workers' script", async () => {
    expect(await onPage(`studyInWorkers({ version: 1, study: { runs: 0 } }).catch(String)`)).toMatch(/^ConfigError: /);
    const missing = `{ createWorker: () => new Worker("no-worker.js", { type: "module" }) }`;
    expect(await onPage(`studyInWorkers(${JSON.stringify(STUDY)}, ${missing}).catch(String)`)).toMatch(
      /^LostJobError: .*its script could not be loaded/,
    );
    expect(await onPage(`studyInWorkers(${JSON.stringify(STUDY)}, { workers: 0 }).catch(String)`)).toBe(
      "RangeError: workers: expected a whole number of at least 1, received 0",
    );
  });

  it("keeps the finished points when it is aborted", async () => {
    const code = `{ const controller = new AbortController();
      studyInWorkers(${JSON.stringify({ ...STUDY, study: { ...STUDY.study, until: undefined, runs: 5000 } })}, {
        workers: 2, signal: controller.signal, onRow: () => controller.abort() }).then(({ points, rows }) => [points.length, rows.length]) }`;
    expect(await onPage(code)).toEqual([0, 0]);
  });
});
