import { describe, expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

describe("parameters of XCP-ng's emu-manager", () => {
  it("are taken where the guest is suspended during a round", () => {
    const engine = engineOf("{ preset: xen-4.10, suspendsDuringRound: true, roundsWhileSuspending: true, progressSeconds: 1 }");
    expect(engine).toMatchObject({ suspendsDuringRound: true, roundsWhileSuspending: true, progressSeconds: 1 });
    expect(engineOf("xcp-ng")).toMatchObject({ maxIterations: 4, minDirtyPages: 50, minDirtyInclusive: true, progressSeconds: 0.5 });
    expect(engineOf("xcp-ng")).toMatchObject({ suspendsDuringRound: true, roundsWhileSuspending: false });
    expect(engineOf("xcp-ng-8.2")).toMatchObject({ suspendsDuringRound: true, roundsWhileSuspending: true });
  });

  it("are refused where they would do nothing, and switched off with the rest", () => {
    expect(engineFaults("{ preset: xen-4.10, roundsWhileSuspending: true, progressSeconds: 1 }")).toEqual([
      "engine.roundsWhileSuspending: expected no such parameter where suspendsDuringRound is false, received true",
      "engine.progressSeconds: expected no such parameter where suspendsDuringRound is false, received 1",
    ]);
    expect(engineFaults("{ preset: xen-4.10, roundsWhileSuspending: false, progressSeconds: 0 }")).toEqual([]);
    const off = engineOf("{ preset: xcp-ng-8.2, suspendsDuringRound: false }");
    expect(off).toMatchObject({ suspendsDuringRound: false, roundsWhileSuspending: false, progressSeconds: 0, maxIterations: 4 });
  });
});
