import { describe, expect, it } from "vitest";
import { ENGINE_PRESETS } from "../../src/index.js";
import { whatIfOf } from "../../src/scenario/what-if.js";
import { scenarioWith } from "../support/scenarios.js";

const PEERS = [{ name: "b", place: "source", flows: [{ message: "4 KiB", send: "1 MB/s" }] }];
const names = ENGINE_PRESETS.map(({ name }) => name).filter((name) => name !== "simgrid");

describe("what-ifs", () => {
  it.each(names)("%s: only Xen's guests have Xen's channels", (engine) => {
    for (const channel of ["netfront", "xenvmc", "xenvmc-modified"]) {
      const text = whatIfOf(scenarioWith({ engine, channel, peers: PEERS }));
      if (engine.startsWith("xen") || engine.startsWith("xcp")) expect(text).toBeUndefined();
      else expect(text).toContain(`A what-if: ${channel} is a channel of Xen's guests, and ${engine} does not migrate these.`);
    }
  });

  it("require peers", () => {
    expect(whatIfOf(scenarioWith({ engine: "qemu-10.0", channel: "xenvmc" }))).toBeUndefined();
    expect(whatIfOf(scenarioWith({ engine: "simgrid", channel: "xenvmc" }))).toBeUndefined();
  });
});
