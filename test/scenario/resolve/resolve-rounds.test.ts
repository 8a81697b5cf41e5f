import { expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

it("engines of rounds take the parameters of their own stop rule", () => {
  expect(engineOf("{ preset: p-haul, maxRounds: 3, fewPages: 0, growth: 0.5, stateSize: 1 kB, roundTrips: 0 }")).toEqual({
    preset: "p-haul",
    family: "rounds",
    rule: "pages-dumped",
    maxRounds: 3,
    fewPages: 0,
    growthRatio: 0.5,
    stateBytes: 1000,
    roundTrips: 0,
  });
  expect(engineOf("{ preset: virtualbox, downtimeLimit: 1 s }")).toMatchObject({ rule: "vote", maxDowntimeSeconds: 1 });
  expect(engineOf("{ preset: lxd, goal: 0.5 }")).toMatchObject({ rule: "pages-skipped", goalRatio: 0.5, maxRounds: 10 });
});

it("refuse those of another rule, which would do nothing", () => {
  expect(engineFaults("{ preset: virtualbox, maxRounds: 5 }")).toEqual([
    "engine.maxRounds: expected no such parameter where the preset is virtualbox, received 5",
  ]);
  expect(engineFaults("{ preset: propolis, goal: 0.5, downtimeLimit: 1 s }")).toHaveLength(2);
});
