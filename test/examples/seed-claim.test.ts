import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";

const read = (name: string, ...overrides: string[]) => parseScenario(readFileSync(`examples/seed-claim/${name}`, "utf8"), { overrides });

/** Relative difference of the modified channel to netfront. */
async function changeOf(scenario: ReturnType<typeof read>, figure: "totalSeconds" | "pagesSent"): Promise<number> {
  const { differences } = await compare(scenario, { channels: ["netfront", "xenvmc-modified"], runs: 2 });
  return differences[0]?.figures.totals[figure]?.relativeRatio as number;
}

describe("the claim", () => {
  const text = execFileSync(process.execPath, ["examples/seed-claim/claim.js"], { encoding: "utf8" });

  it("is printed with a verdict on each statement, within 100 columns, and never without the word reconstruction", () => {
    expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
    expect(text.match(/^[1-4]\. /gm)).toEqual(["1. ", "2. ", "3. ", "4. "]);
    expect(text).toContain("What it hangs on: ");
    expect(text.match(/XenVMC-M(?! \(reconstruction\)| is a)/g)).toEqual(null);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("prints the figures of compare", async () => {
    const change = await compare(read("then.yaml", "vm.memory=512 MiB"), { runs: 5 });
    const ratio = change.differences.find(({ from, to }) => from === "netfront" && to === "xenvmc")?.figures.totals.totalSeconds
      ?.relativeRatio as number;
    expect(text).toMatch(new RegExp(`XenVMC: total time +-\\d+ % +${Math.round(ratio * 100)} %`));
  });

  it("holds in the setting of the paper's time, the more the smaller the memory, and hardly today", async () => {
    const small = await changeOf(read("then.yaml"), "pagesSent");
    const large = await changeOf(read("then.yaml", "vm.memory=1 GiB"), "pagesSent");
    const today = await changeOf(read("now.yaml"), "pagesSent");
    expect(small).toBeLessThan(-0.25);
    expect(large).toBeLessThan(-0.05);
    expect(small).toBeLessThan(2 * large);
    expect(Math.abs(today)).toBeLessThan(0.03);
  });
});
