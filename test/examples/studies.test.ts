/** The studies among the examples: what they find is what the gallery in docs/studies says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fleetSubject } from "../../src/fleet-study.js";
import { planStudy, type StudySubject, scenarioSubject, study } from "../../src/study.js";
import { openScenarioText } from "../../src/text.js";

const STUDIES = readdirSync("examples/studies").map((file) => file.replace(/\.yaml$/, ""));
const GALLERY = readFileSync("docs/studies/README.md", "utf8");

const read = (name: string) => openScenarioText(readFileSync(`examples/studies/${name}.yaml`, "utf8"));

describe.each(STUDIES)("examples/studies/%s.yaml", (name) => {
  const { value, origin } = read(name);
  const subject = ("guests" in (value as object) ? fleetSubject : scenarioSubject) as StudySubject<unknown>;

  it("finds what its part of the gallery says", async () => {
    const { verdict } = await study(value, { origin, subject });
    const part = GALLERY.split("\n## ").find((text) => text.includes(`[${name}.yaml]`)) ?? "";
    expect(part.split("\n").filter((line) => line.startsWith("- "))).toEqual(verdict.map((sentence) => `- ${sentence}`));
  });

  it("asks a question, and runs in a moment", () => {
    const { study: planned, points } = planStudy(value, { origin }, subject);
    expect(planned.question).toMatch(/\?$/);
    expect(points * planned.variants.length * (planned.runs ?? Number.NaN)).toBeLessThanOrEqual(450);
  });
});

describe("the gallery", () => {
  it("has every picture that it shows, and no other", () => {
    const shown = [...GALLERY.matchAll(/!\[[^\]]*(?:\[\d+\][^\]]*)*\]\(([^)]+)\)/g)].map(([, file = ""]) => file);
    expect(shown.filter((file) => !existsSync(`docs/studies/${file}`))).toEqual([]);
    expect(
      readdirSync("docs/studies")
        .filter((file) => file.endsWith(".svg"))
        .sort(),
    ).toEqual(shown.sort());
  });

  it("says first which plan of a group sends the fewest pages and keeps it apart for the least time, over each channel", () => {
    const [, part = ""] = GALLERY.split("[plans-of-a-group.yaml](../../examples/studies/plans-of-a-group.yaml)\n\n");
    expect(part.split("\n")[0]).toBe(
      "- peer first has the shortest makespan, the fewest pages sent and the shortest time apart at 3 of 3 points.",
    );
  });

  it("says that fewer pages are sent then, nearly none fewer now", () => {
    expect(GALLERY).toMatch(/- modified against netfront, pages sent: fewer .* by setting: then 1\d of 15, now [0-3] of 15\./);
  });
});
