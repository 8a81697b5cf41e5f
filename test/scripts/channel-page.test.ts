/** docs/channels.md agrees with the models: its tables and figures are the output of its script. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { figures, writtenPage } from "../../scripts/channel-page.js";

const page = readFileSync("docs/channels.md", "utf8");

describe("docs/channels.md", () => {
  it("has its script's tables", () => {
    expect(page).toBe(writtenPage(page));
  });

  it.each(Object.entries(figures()))("has %s as drawn by its script", (name, text) => {
    expect(readFileSync(`docs/${name}`, "utf8")).toBe(text);
    expect(page).toContain(`(${name})`);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("never calls the modified protocol's figures measured", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| Message"));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toMatch(/XenVMC-M \(reconstruction\) (?:simulated|modelled)/);
    expect(page).not.toMatch(/XenVMC-M[^|\n]*(?:measured|published) at/);
  });

  it("refuses to write into a page without its markers", () => {
    expect(() => writtenPage("nothing")).toThrow("lost its markers");
  });
});
