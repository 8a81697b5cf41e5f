import { expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

it("Firecracker takes a time between two snapshots, if there are two", () => {
  expect(engineOf("{ preset: firecracker, diffSnapshot: true, between: 5 s, stateSize: 1 kB, roundTrips: 0 }")).toEqual({
    preset: "firecracker",
    family: "firecracker",
    diffSnapshot: true,
    betweenSeconds: 5,
    stateBytes: 1000,
    roundTrips: 0,
  });
  expect(engineFaults("{ preset: firecracker, between: 5 s }")).toEqual([
    "engine.between: expected no such parameter where diffSnapshot is false, received 5",
  ]);
});
