/** The fleets of the examples: what each plan comes to over each channel. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseFleet, simulateFleet } from "../../src/fleet.js";
import { openScenarioText } from "../../src/input/parse-text.js";

async function plansOf(file: string, overrides: readonly string[] = []) {
  const text = readFileSync(new URL(`../../examples/fleets/${file}`, import.meta.url), "utf8");
  const { value, origin } = openScenarioText(text, { fileName: file, overrides });
  return (await simulateFleet(parseFleet(value, { fileName: file, origin }))).plans;
}

/** Pages sent, and seconds apart, of each plan. */
async function plansOver(channel: string): Promise<Record<string, readonly [number, number]>> {
  const plans = await plansOf("web-and-database.yaml", [`channel=${channel}`]);
  return Object.fromEntries(
    plans.map(({ name, pagesSent, longestApartSeconds }) => [name, [pagesSent, Number(longestApartSeconds.toFixed(3))]]),
  );
}

describe("examples/fleets/web-and-database.yaml", () => {
  it("has three plans, which send and keep apart over each channel as pinned", async () => {
    expect(await plansOver("netfront")).toEqual({
      "web first": [831_885, 23.711],
      "database first": [828_939, 10.047],
      together: [842_340, 12.151],
    });
    expect(await plansOver("xenvmc")).toEqual({
      "web first": [830_579, 23.711],
      "database first": [826_742, 10.047],
      together: [840_483, 12.205],
    });
    expect(await plansOver("xenvmc-modified")).toEqual({
      "web first": [830_020, 23.711],
      "database first": [826_691, 10.047],
      together: [839_798, 12.23],
    });
  });
});

describe("examples/fleets/drain.yaml", () => {
  it("moves every guest, four at a time, as many to either host", async () => {
    const [plan] = await plansOf("drain.yaml", ["guests[0].count=12", "guests[0].vm.memory=4.5 GiB"]);
    expect(plan?.guests.map(({ moved }) => moved)).toEqual(Array(12).fill(true));
    expect(plan?.guests.filter(({ to }) => to === "b")).toHaveLength(6);
    const underWayAt = (seconds: number) =>
      plan?.guests.filter(({ startSeconds, endSeconds }) => startSeconds <= seconds && seconds < endSeconds).length;
    for (const { startSeconds } of plan?.guests ?? []) expect(underWayAt(startSeconds)).toBe(4);
    // Four copies at once fill the card that they leave by.
    expect(plan?.links[0]?.usedRatio).toBeGreaterThan(0.9);
  });
});

describe("examples/fleets/twelve-vms.yaml", () => {
  /** README's console has every page. */
  const EXPECTED = ["fidelity=expected"];

  it("is emptied in 189 s two at a time, and in 130 s by the plan that docs/fleets.md has from advise", async () => {
    const [asItIs] = await plansOf("twelve-vms.yaml", EXPECTED);
    expect([asItIs?.movedGuests, Number(asItIs?.makespanSeconds.toFixed(1))]).toEqual([12, 189.1]);
    const [advised] = await plansOf("twelve-vms.yaml", [...EXPECTED, "plan.parallel=3", "plan.order=largest-first"]);
    expect([advised?.movedGuests, Number(advised?.makespanSeconds.toFixed(1))]).toEqual([12, 130.4]);
    expect(advised?.worstDowntimeSeconds).toBeLessThan(0.5);
  });
});

describe("docs/fleets.md", () => {
  it("shows a file that is sound", () => {
    const page = readFileSync(new URL("../../docs/fleets.md", import.meta.url), "utf8");
    const [, text = ""] = page.match(/```yaml\n(.*?)```/s) ?? [];
    const { value, origin } = openScenarioText(text, { fileName: "docs/fleets.md" });
    const fleet = parseFleet(value, { fileName: "docs/fleets.md", origin });
    expect(fleet.guests).toHaveLength(13);
    expect(fleet.plans[0]).toMatchObject({ parallel: 2, bandwidthBytesPerSecond: 1.25e9 });
  });
});
