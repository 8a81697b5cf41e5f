import { describe, expect, it } from "vitest";
import type { EngineAction } from "../../../src/engine/action.js";
import { discardDirtyPages, discardListBytes } from "../../../src/engine/qemu/discard-list.js";
import type { PostcopyParameters } from "../../../src/scenario/resolved/engine-parameters.js";
import { migrationFacts, qemuParameters } from "../../support/qemu.js";

function discarded(dirty: { ranges: number; heldPages: number }, linkBytesPerSecond = Infinity): EngineAction | undefined {
  const { postcopy } = qemuParameters({ preset: "qemu-10.0", postcopy: { discardRangeTime: "2 us", discardPageTime: "0.5 us" } });
  const process = discardDirtyPages(postcopy as PostcopyParameters, migrationFacts({ linkBytesPerSecond }));
  expect(process.next().value).toEqual({ kind: "list-ranges" });
  const { value, done } = process.next(dirty);
  expect(done).toBe(false);
  return value as EngineAction;
}

describe("the list of pages to discard", () => {
  it("has 16 bytes per range and 14 per command of twelve ranges", () => {
    expect([0, 1, 12, 13, 24].map(discardListBytes)).toEqual([0, 30, 206, 236, 412]);
  });

  it("takes the destination a call per range, and the freeing of what it had received", () => {
    expect(discarded({ ranges: 1000, heldPages: 4000 })).toEqual({ kind: "discard", bytes: 17_176, seconds: expect.closeTo(4e-3, 12) });
    expect(discarded({ ranges: 1000, heldPages: 0 })).toMatchObject({ seconds: expect.closeTo(2e-3, 12) });
  });

  it("is on the wire while the destination works: the slower of the two rules", () => {
    // 17,176 bytes at 10 MB/s are 1.7 ms of the 4; at 1 MB/s they are longer.
    expect(discarded({ ranges: 1000, heldPages: 4000 }, 10e6)).toMatchObject({ seconds: expect.closeTo(4e-3 - 1.7176e-3, 12) });
    expect(discarded({ ranges: 1000, heldPages: 4000 }, 1e6)).toMatchObject({ bytes: 17_176, seconds: 0 });
  });
});
