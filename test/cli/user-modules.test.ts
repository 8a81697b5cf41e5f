/** Faulty modules of the user: one sentence, exit code 2, no output, and the process ends. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { temporaryDirectory } from "../support/command-line.js";

const SCENARIO =
  "{ version: 1, vm: { memory: 16 MiB }, workload: [{ kind: uniform, size: 1 MiB, rate: 20 k/s }], link: { bandwidth: 1 Gbit/s } }";

beforeAll(requireBuiltPackage);

async function runWith(option: "--policy" | "--engine", text: string, name = "own.mjs") {
  const directory = temporaryDirectory();
  const file = join(directory, name);
  writeFileSync(file, text);
  const outcome = await runBuiltCommand(["run", "-", option, file, "--json", join(directory, "result.json")], SCENARIO);
  return { ...outcome, stderr: outcome.stderr.replaceAll(file, "FILE"), written: readdirSync(directory).filter((each) => each !== name) };
}

describe("a module of a policy", () => {
  it.each([
    ["throw Object.create(null);", "cannot be loaded: it threw a value that cannot be shown as text"],
    ["throw Symbol('why');", "cannot be loaded: it threw Symbol(why)"],
    ["throw { toString() { throw new Error('twice'); } };", "cannot be loaded: it threw a value that cannot be shown as text"],
    ["\n\nexport default (", "cannot be loaded: line 3: Unexpected end of input"],
    ["await new Promise(() => {});", "cannot be loaded: its top-level await never completes"],
    ["export function then() {}", "cannot be loaded: its top-level await never completes"],
    ["await import('./none.mjs');", "cannot be loaded: Cannot find module"],
  ])("%j", async (text, message) => {
    const { code, stdout, stderr, written } = await runWith("--policy", text);
    expect({ code, stdout, written }).toEqual({ code: 2, stdout: "", written: [] });
    expect(stderr).toContain(`xenvmc-sim: --policy FILE: ${message}`);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([
    ["throw new Error('none today');", "Error: none today"],
    ["throw Object.create(null);", ""],
  ])("whose createPolicy() fails: %j", async (text, thrown) => {
    const { code, stdout, stderr, written } = await runWith("--policy", `export function createPolicy() { ${text} }`);
    expect({ code, stdout, written }).toEqual({ code: 2, stdout: "", written: [] });
    expect(stderr).toMatch(/^xenvmc-sim: createPolicy: it threw .+\n$/);
    expect(stderr).toContain(thrown);
  });

  it.each([
    ["setTimeout(() => { throw new Error('late'); }, 0);", "Error: late"],
    ["Promise.reject(new Error('unheard'));", "Error: unheard"],
    ["Promise.reject(Object.create(null));", "a value that cannot be shown as text"],
  ])("that fails outside of any call: %j", async (text, thrown) => {
    const slow = "for (const end = Date.now() + 50; Date.now() < end; ); return 'continue';";
    const outcome = await runWith("--policy", `${text} export default () => { ${slow} };`);
    const stderr = `xenvmc-sim: --policy FILE: outside of any call it threw ${thrown}\n`;
    expect(outcome).toEqual({ code: 2, stdout: "", stderr, written: [] });
  });

  it("that has timers does not keep the process", async () => {
    const { code, stderr, written } = await runWith("--policy", "setInterval(() => {}, 1000); export default () => 'continue';");
    expect({ code, stderr, written }).toEqual({ code: 0, stderr: "", written: ["result.json"] });
  });

  it("that ends the process itself is reported", async () => {
    const { code, stderr, written } = await runWith("--policy", "export default () => process.exit(0);");
    expect({ code, written }).toEqual({ code: 1, written: [] });
    expect(stderr).toBe("xenvmc-sim: the process exited before the work was done\n");
  });
});

describe("a module of an engine", () => {
  it("creates an engine with the library; the result has its name", async () => {
    const { stdout } = await runBuiltCommand(["run", "-", "--engine", "examples/own-engine.js", "--json", "-"], SCENARIO);
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ engine: "own-engine" }] });
  });

  it.each([
    ["export const answer = 42;", "expected an export createEngine(library) that makes an engine, or an engine as the default export"],
    ["export const createEngine = () => 7;", "expected an export createEngine(library) that makes an engine"],
    ["export function createEngine() { throw new Error('no'); }", "createEngine() threw Error: no"],
  ])("%j", async (text, message) => {
    const { code, stdout, stderr, written } = await runWith("--engine", text);
    expect({ code, stdout, written }).toEqual({ code: 2, stdout: "", written: [] });
    expect(stderr).toContain(`xenvmc-sim: --engine FILE: ${message}`);
  });
});
