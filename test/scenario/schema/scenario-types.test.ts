/** The types that users see, and the page, against the schema that checks scenarios. */
import { readFileSync } from "node:fs";
import type * as v from "valibot";
import { describe, expect, it } from "vitest";
import { scenarioPage } from "../../../scripts/scenario-page.js";
import type { Schema } from "../../../scripts/scenario-schema.js";
import { interfaceName, scenarioTypes } from "../../../scripts/scenario-types.js";
import { parseScenario, type Scenario, type Source, simulate } from "../../../src/index.js";
import { scenarioJsonSchema } from "../../../src/scenario/json-schema.js";
import type { scenarioSchema } from "../../../src/scenario/schema/scenario.js";

/** The same data with nothing in it to change, all the way down. */
type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends Float64Array | Uint32Array
    ? Value
    : Value extends object
      ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
      : Value;
type Checked = DeepReadonly<v.InferInput<typeof scenarioSchema>>;

/** Every path of keys through mappings and lists. */
type Paths<Value, Depth extends readonly 0[] = []> = Depth["length"] extends 8
  ? never
  : Value extends Float64Array | Uint32Array
    ? never
    : Value extends readonly (infer Item)[]
      ? Paths<Item, [...Depth, 0]>
      : Value extends object
        ? { [Key in keyof Value & string]-?: Key | `${Key}.${Paths<NonNullable<Value[Key]>, [...Depth, 0]>}` }[keyof Value & string]
        : never;
type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;

describe("the types of a scenario", () => {
  it("are those that the schema writes: node scripts/write-scenario.js", async () => {
    const text = readFileSync("src/scenario/schema/scenario-types.ts", "utf8");
    expect(text).toBe(scenarioTypes((await scenarioJsonSchema()) as Schema));
  });

  it("have the fields of the schema, each of a type that the schema takes", () => {
    const haveSameFields: Same<Paths<Scenario>, Paths<Checked>> = true;
    // The version is any number, and engine and host are any text, for the compiler; both are checked when the scenario is read.
    type Names = "engine" | "host";
    const isTaken = (scenario: Omit<Scenario, "version" | Names>): Omit<Checked, "version" | Names> => scenario;
    const isOffered = (scenario: Omit<Checked, Names>): Omit<Scenario, Names> => scenario;
    type Named<Engine> = Exclude<NonNullable<Engine>, string>;
    const engineIsTaken = (engine: Named<Scenario["engine"]>): Named<Checked["engine"]> => engine;
    expect([haveSameFields, isTaken, isOffered, engineIsTaken]).toHaveLength(4);
  });

  it("take a scenario in a variable without `as const`", async () => {
    const scenario = { version: 1, vm: { memory: "16 MiB" }, link: { bandwidth: "1 Gbit/s" }, engine: "xen-4.10" };
    const typed: Scenario = scenario;
    expect((await simulate(scenario)).scenario).toEqual(parseScenario(typed));
    const later: Scenario = { ...scenario, version: 2 };
    expect(() => parseScenario(later)).toThrow("version");
  });

  it("refuse a field of another engine or kind", () => {
    const base = { version: 1, vm: { memory: 1 }, link: { bandwidth: 1 } };
    // @ts-expect-error A downtime limit is QEMU's.
    const engine: Scenario = { ...base, engine: { preset: "xen-4.10", downtimeLimit: 1 } };
    // @ts-expect-error There is no such preset.
    const preset: Scenario = { ...base, engine: { preset: "xen-4.11" } };
    // @ts-expect-error A sweep has no run.
    const source: Source = { kind: "sweep", size: 4096, rate: 1, run: 2 };
    for (const wrong of [engine, preset, { ...base, workload: [source] }]) expect(() => parseScenario(wrong)).toThrow();
  });

  it.each([
    ["Hot-cold source", "HotColdSource"],
    ["KubeVirt VEP 248 policy", "KubeVirtVep248Policy"],
    ["XBZRLE", "Xbzrle"],
  ])("call %s %s", (title, name) => {
    expect(interfaceName(title)).toBe(name);
  });
});

describe("docs/scenario.md", () => {
  it("is what the schema says: node scripts/write-scenario.js", async () => {
    expect(readFileSync("docs/scenario.md", "utf8")).toBe(scenarioPage((await scenarioJsonSchema()) as Schema));
  });

  it("links to sections that there are, and shows a scenario that is good", async () => {
    const page = readFileSync("docs/scenario.md", "utf8");
    const anchors = new Set([...page.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-")));
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter((link) => !anchors.has(link))).toEqual([]);
    const { parseScenario: parse } = await import("../../../src/text.js");
    const [, example = ""] = /```yaml\n(.*?)```/s.exec(page) ?? [];
    expect(parse(example).workload).toHaveLength(1);
  });
});
