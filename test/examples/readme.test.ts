import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/text.js";
import { VALIDATION_GROUPS } from "../../src/validation/cases.js";
import { runCommand } from "../support/command-line.js";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
/** The core's build id may change without a change of results. */
const withoutBuild = (text: string): string => text.replace(/core [0-9a-f]{12}/g, "core");

/** Commands of the README's consoles, and the parts of their output: "..." stands for omitted lines. */
const SHOWN = [...README.matchAll(/```console\n(.*?)```/gs)]
  .flatMap(([, console = ""]) => console.split("$ xenvmc-sim ").slice(1))
  .map((text) => {
    const [command = "", ...output] = text.split("\n");
    return { command, pieces: output.join("\n").split(/^\.\.\.\n/m) };
  });

describe("the README", () => {
  it("shows commands", () => {
    expect(SHOWN.length).toBeGreaterThan(2);
  });

  it.each(SHOWN)("shows what `xenvmc-sim $command` prints", async ({ command, pieces }) => {
    const { exitCode, stdout, stderr } = await runCommand(command.split(" "));
    expect([exitCode, stderr]).toEqual([0, ""]);
    let rest = withoutBuild(stdout);
    for (const piece of pieces.map(withoutBuild)) {
      expect(rest).toContain(piece);
      rest = rest.slice(rest.indexOf(piece) + piece.length);
    }
    // Without a final "..." the output has to end there.
    if (pieces.at(-1) !== "") expect(rest).toBe("");
  });

  it("names existing presets, policies and groups", async () => {
    const { stdout } = await runCommand(["presets", "--json", "-"]);
    const known = new Set([...stdout.matchAll(/"name": "([^"]+)"/g)].map(([, name]) => name).concat(Object.keys(VALIDATION_GROUPS)));
    const named = [...README.matchAll(/`((?:xen-|qemu|kubevirt|cloud-hypervisor|nova|firecracker|simgrid|xcp)[-.\w]*)`/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("shows valid scenarios, also with each commented-out line enabled", () => {
    const scenarios = [...README.matchAll(/```yaml\n(version: 1\n.*?)```/gs)].map(([, text = ""]) => text);
    const commented = scenarios.flatMap((text) =>
      [...text.matchAll(/^# (?=\w+:)/gm)].map(({ index }) => text.slice(0, index) + text.slice(index + 2)),
    );
    expect([scenarios.length > 0, commented.length > 0]).toEqual([true, true]);
    for (const text of [...scenarios, ...commented]) expect(parseScenario(text).version).toBe(1);
  });

  it("links to existing files", () => {
    const files = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file ?? "");
    expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
  });
});
