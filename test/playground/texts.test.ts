/** Changes of the texts by the controls of the playground. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Edit } from "../../playground/protocol.js";
import { STORIES } from "../../playground/stories.js";
import { edited } from "../../playground/texts.js";
import { parseScenario as parseObject, simulate } from "../../src/index.js";
import { resultJson } from "../../src/report.js";
import { parseScenario, parseVariants } from "../../src/text.js";

const SCENARIO = "version: 1 # first\nvm: { memory: 1 GiB }\n";
const VARIANTS = "# Two\na: {}\nb:\n  engine: { preset: qemu-10.0, multifd: { channels: 2 } } # more\n  link.bandwidth: 1 Gbit/s\n";

describe("a change", () => {
  const variants = (text: string, edit: Edit) => edited({ scenario: SCENARIO, variants: text }, edit).variants;
  const set = (label: string, path: readonly (string | number)[], value: unknown): Edit => ({ kind: "set", label, path, value });

  it("of the scenario keeps its comments", () => {
    const edit: Edit = { kind: "set", path: ["vm", "vcpus"], value: 4 };
    expect(edited({ scenario: SCENARIO, variants: VARIANTS }, edit)).toEqual({
      scenario: "version: 1 # first\nvm: { memory: 1 GiB, vcpus: 4 }\n",
      variants: VARIANTS,
    });
  });

  it("of a variant is made where the variant sets the field, or a mapping around it", () => {
    expect(variants(VARIANTS, set("b", ["engine", "multifd", "channels"], 4))).toBe(VARIANTS.replace("channels: 2", "channels: 4"));
    expect(variants(VARIANTS, set("b", ["link", "bandwidth"], "2 Gbit/s"))).toBe(VARIANTS.replace("1 Gbit/s", "2 Gbit/s"));
    expect(variants(VARIANTS, set("a", ["workload", 0, "rate"], "1 k/s"))).toBe(
      VARIANTS.replace("a: {}", 'a: { "workload[0].rate": 1 k/s }'),
    );
    expect(variants(VARIANTS, set("b", ["link", "bandwidth"], undefined))).toBe(VARIANTS.replace("  link.bandwidth: 1 Gbit/s\n", ""));
  });

  it("of a whole mapping takes the place of the fields in it", () => {
    const before = "a: {}\nb: { engine.multifd.channels: 2, engineer: 1 }\n";
    expect(variants(before, set("b", ["engine"], "xen-4.10"))).toBe("a: {}\nb: { engineer: 1, engine: xen-4.10 }\n");
    // A name where a mapping would be needed: the field is set after it.
    expect(variants("a: {}\nb: { engine: qemu-10.0 }\n", set("b", ["engine", "autoConverge"], true))).toBe(
      "a: {}\nb: { engine: qemu-10.0, engine.autoConverge: true }\n",
    );
  });

  it("adds variants under names of their own, and takes the last two away together", () => {
    const two = variants("", { kind: "add" });
    expect(two).toBe("as written: {}\nvariant 2: {}\n");
    const three = variants(two, { kind: "add" });
    expect(three).toBe(`${two}variant 3: {}\n`);
    const without = variants(three, { kind: "remove", label: "variant 2" });
    expect(without).toBe("as written: {}\nvariant 3: {}\n");
    expect(variants(without, { kind: "add" })).toBe(`${without}variant 4: {}\n`);
    expect(variants(without, { kind: "remove", label: "as written" })).toBe("");
  });

  it("writes variants that read as they are, whatever their names", () => {
    const names = ["null", "a: b", "# c", "'", '"', "<b>", "1", "__proto__", "é\u{1F600}"];
    const settings = Object.fromEntries(
      names.map((name, index) => [name, { "link.bandwidth": `${index + 1} Gbit/s`, "vm.content": { zero: 0.5 } }]),
    );
    const text = variants("", { kind: "variants", variants: settings });
    expect(
      parseVariants(text)
        .map(({ label }) => label)
        .sort(),
    ).toEqual(Object.keys(settings).sort());
  });
});

describe("a story's value", () => {
  it("is simulated as its text, to the byte", async () => {
    const { text } = STORIES[0] as (typeof STORIES)[number];
    const bytes = async (scenario: ReturnType<typeof parseScenario>) => [...resultJson(await simulate(scenario))].join("");
    expect(await bytes(parseObject(parse(text)))).toBe(await bytes(parseScenario(text)));
  });
});
