/** Every machine checks the project by the same script; hosted ones run it with read-only permissions. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

describe(".ci/run", () => {
  const text = readFileSync(".ci/run", "utf8");

  it("is an executable script", () => {
    expect(statSync(".ci/run").mode & 0o111).toBe(0o111);
    execFileSync("bash", ["-n", ".ci/run"]);
  });

  it("checks by the README's own commands, counts last", () => {
    const lines = text.trim().split("\n");
    expect(lines.filter((line) => /\bnpm\b/.test(line))).toEqual(["npm ci && npm test"]);
    expect(lines.at(-1)).toBe('node scripts/count-tests.js build/test-results.json "$status"');
  });

  it.each(["chromium", "redis-server"])("installs %s if it is missing", (name) => {
    expect(text).toContain(`command -v ${name} >/dev/null 2>&1 || missing+=(${name})`);
  });
});

describe(".github/workflows", () => {
  const files = readdirSync(".github/workflows");
  const workflow = parse(readFileSync(".github/workflows/ci.yml", "utf8"));
  const { test } = workflow.jobs;

  it("has one workflow of one job with read-only permissions", () => {
    expect([files, Object.keys(workflow.jobs)]).toEqual([["ci.yml"], ["test"]]);
    expect([workflow.permissions, test.permissions]).toEqual([{ contents: "read" }, undefined]);
  });

  it("runs .ci/run and nothing else, on the oldest Node supported", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(test.steps.flatMap(({ run }: { run?: string }) => run ?? [])).toEqual([".ci/run"]);
    expect(test.container).toMatch(new RegExp(`^node:${engines.node.replace(">=", "").replace(".", "\\.")}\\.\\d+-bookworm$`));
  });

  it("names a full version of each action", () => {
    const actions = test.steps.flatMap(({ uses }: { uses?: string }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/@v\d+\.\d+\.\d+$/);
  });
});
