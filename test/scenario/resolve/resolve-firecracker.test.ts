import { expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

it("Firecracker takes a time between two snapshots, if there are two", () => {
  expect(engineOf("{ preset: firecracker, diffSnapshot: true, between: 5 s, stateSize: 1 kB, roundTrips: 0 }")).toEqual({
    preset: "firecracker",
    family: "firecracker",
    diffSnapshot: true,
    betweenSeconds: 5,
    rounds: 1,
    stopBelowBytes: 0,
    copy: "paused",
    stateBytes: 1000,
    roundTrips: 0,
  });
  expect(engineFaults("{ preset: firecracker, between: 5 s }")).toEqual([
    "engine.between: expected no such parameter where diffSnapshot is false, received 5",
  ]);
});

it("Firecracker takes one diff snapshot without tracking, which has all resident pages", () => {
  expect(engineOf("{ preset: firecracker, diffSnapshot: true, trackDirtyPages: false }")).toMatchObject({ trackDirtyPages: false });
  expect(engineFaults("{ preset: firecracker, diffSnapshot: true, trackDirtyPages: false, rounds: 3 }")).toEqual([
    "engine.rounds: expected one diff snapshot where trackDirtyPages is false: each has all resident pages, and none is smaller, received 3",
  ]);
  expect(engineFaults("{ preset: firecracker, trackDirtyPages: false }")).toEqual([
    "engine.trackDirtyPages: expected no such parameter where diffSnapshot is false, received false",
  ]);
});

it("Firecracker takes rounds of diff snapshots, and what has no effect without them is a fault", () => {
  const text = "{ preset: firecracker, diffSnapshot: true, rounds: 8, stopBelow: 1 MiB, copy: running }";
  expect(engineOf(text)).toMatchObject({ rounds: 8, stopBelowBytes: 2 ** 20, copy: "running" });
  expect(engineFaults("{ preset: firecracker, diffSnapshot: true, stopBelow: 1 MiB }")).toEqual([
    "engine.stopBelow: expected no such parameter where rounds is 1, received 1048576",
  ]);
  const faults = engineFaults("{ preset: firecracker, rounds: 8, stopBelow: 1 MiB, copy: running }");
  expect(faults.map((fault) => fault.split(":")[0])).toEqual(["engine.rounds", "engine.stopBelow", "engine.copy"]);
});
