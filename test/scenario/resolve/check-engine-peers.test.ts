import { expect, it } from "vitest";
import { ConfigError } from "../../../src/index.js";
import { scenarioWith } from "../../support/scenarios.js";

const peer = (name: string) => ({ name, place: "elsewhere", flows: [] });

it.each([
  [["a"], "simgrid with 1 peer"],
  [["a", "b"], "simgrid with 2 peers"],
])("a model of bytes has no traffic: %j", (names, received) => {
  const fields = { engine: { preset: "simgrid", intensity: 0.2 }, peers: names.map(peer) };
  const fault = (() => {
    try {
      return scenarioWith(fields);
    } catch (error) {
      return error;
    }
  })();
  expect(fault).toBeInstanceOf(ConfigError);
  expect((fault as ConfigError).issues).toEqual([
    { path: "engine", expected: expect.stringContaining("an engine that moves pages where the guest talks to peers"), received },
  ]);
});

it("engines that send pages have it, and SimGrid accepts a guest without peers", () => {
  expect(scenarioWith({ engine: "firecracker", peers: [peer("a")] }).peers).toHaveLength(1);
  expect(scenarioWith({ engine: "simgrid" }).engine.family).toBe("simgrid");
});
