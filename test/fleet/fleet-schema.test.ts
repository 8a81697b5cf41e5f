/** The JSON Schema of fleets has the fields that its reader knows, no more and no less, and describes each. */
import { beforeAll, describe, expect, it } from "vitest";
import { fleetJsonSchema } from "../../src/fleet/fleet-json-schema.js";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { ConfigError } from "../../src/scenario/config-error.js";

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | false;
  readonly enum?: readonly string[];
  readonly maximum?: number;
}

const WRONG = { wrong: 1 };
const FLEET = {
  ...WRONG,
  version: 1,
  hosts: { a: { link: "1 Gbit/s", ...WRONG }, b: { link: "1 Gbit/s" } },
  switches: { s: { uplink: "1 Gbit/s", ...WRONG } },
  guests: [
    { name: "g", on: "a", vm: { memory: "64 MiB" }, peers: [{ guest: "h", flows: [], ...WRONG }], ...WRONG },
    { name: "h", on: "a", vm: { memory: "64 MiB" } },
  ],
  plans: { one: { moves: [{ guest: "g", to: "b", ...WRONG }], retries: { times: 1, ...WRONG }, ...WRONG } },
};

/** The keys that the reader names beside a wrong one, by the path of that. */
function keysRead(): Record<string, string[]> {
  try {
    parseFleet(FLEET);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const named = error.issues.filter(({ path }) => path.endsWith("wrong"));
    return Object.fromEntries(named.map(({ path, expected }) => [path, expected.replace("one of the keys ", "").split(", ").sort()]));
  }
  throw new Error("the fleet has faults");
}

let root: Schema;
beforeAll(async () => {
  root = await fleetJsonSchema();
});

const named = (schema: Schema | undefined): Schema | undefined => schema?.additionalProperties || undefined;
const form = (schema: Schema | undefined, title: string): Schema | undefined => schema?.anyOf?.find((each) => each.title === title);
const plan = (): Schema | undefined => named(root.properties?.plans);

describe("the JSON Schema of fleets", () => {
  it.each<[string, () => Schema | undefined]>([
    ["wrong", () => root],
    ["hosts.a.wrong", () => named(root.properties?.hosts)],
    ["switches.s.wrong", () => named(root.properties?.switches)],
    ["guests[0].wrong", () => root.properties?.guests?.items],
    ["guests[0].peers[0].wrong", () => root.properties?.guests?.items?.properties?.peers?.items],
    ["plans.one.wrong", plan],
    ["plans.one.moves[0].wrong", () => plan()?.properties?.moves?.items],
    ["plans.one.retries.wrong", () => form(plan()?.properties?.retries, "Retries")],
  ])("has the keys that the reader knows beside %s, each described", (path, schemaOf) => {
    const properties = schemaOf()?.properties ?? {};
    expect(Object.keys(properties).sort()).toEqual(keysRead()[path]);
    for (const [name, { description }] of Object.entries(properties)) expect([name, description]).toEqual([name, expect.any(String)]);
    expect(schemaOf()?.additionalProperties).toBe(false);
  });

  it("has what scenarios have of guests, links and engines", () => {
    const guest = root.properties?.guests?.items?.properties;
    expect(Object.keys(guest?.vm?.properties ?? {})).toContain("memory");
    expect(form(named(root.properties?.hosts)?.properties?.link, "Link")?.properties).toHaveProperty("latency");
    expect(root.properties?.fidelity?.enum).toContain("expected");
    expect(guest?.peers?.items?.properties?.flows?.items).toBeDefined();
  });
});
