/** The stories of the playground do what they say. */
import { describe, expect, it } from "vitest";
import { STORIES } from "../../playground/stories.js";
import { simulate } from "../../src/index.js";
import { applyOverrides, openScenarioText, parseScenario } from "../../src/text.js";

describe("the stories of the playground", () => {
  it("are eight, of three sentences each", () => {
    expect(STORIES).toHaveLength(8);
    for (const { sentences } of STORIES) for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*[.]$/);
  });

  it.each(STORIES)("$title: what to try changes what it says", async ({ text, tryThis: { path, value, figure, change } }) => {
    const field = path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
      .join("")
      .slice(1);
    const [before, after] = await Promise.all([
      simulate(parseScenario(text)),
      simulate(parseScenario(applyOverrides(openScenarioText(text).value, [`${field}=${value}`]) as object)),
    ]);
    const [was, is] = [before, after].map(({ summary }) => summary[figure].mean) as [number, number];
    if (change === "falls") expect(is).toBeLessThan(was);
    else expect(is).toBeGreaterThan(was);
  });

  it("converges with the faster link, and not before", async () => {
    const { text } = STORIES[1] as (typeof STORIES)[number];
    const converged = async (overrides: string[]) => (await simulate(parseScenario(text, { overrides }))).runs[0]?.stop.converged;
    expect(await converged([])).toBe(false);
    expect(await converged(["link.bandwidth=5 Gbit/s"])).toBe(true);
  });

  it("names the connection where it says so", async () => {
    const { text } = STORIES[7] as (typeof STORIES)[number];
    expect((await simulate(parseScenario(text))).runs[0]?.ruledBy[0]?.kind).toBe("sender");
  });
});
