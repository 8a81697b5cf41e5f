import { describe, expect, it } from "vitest";
import type { EngineAction } from "../../../src/engine/action.js";
import { discardDirtyPages, discardListBytes } from "../../../src/engine/qemu/discard-list.js";
import type { PostcopyParameters } from "../../../src/scenario/resolved/engine-parameters.js";
import { qemuParameters } from "../../support/qemu.js";

function discarded(dirty: { ranges: number; heldPages: number }): EngineAction | undefined {
  const { postcopy } = qemuParameters({ preset: "qemu-10.0", postcopy: { discardRangeTime: "2 us", discardPageTime: "0.5 us" } });
  const process = discardDirtyPages(postcopy as PostcopyParameters);
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
    const data = { kind: "send-data", bytes: 17_176, phase: "discardSeconds" };
    expect(discarded({ ranges: 1000, heldPages: 4000 })).toEqual({ ...data, seconds: expect.closeTo(4e-3, 12) });
    expect(discarded({ ranges: 1000, heldPages: 0 })).toEqual({ ...data, seconds: expect.closeTo(2e-3, 12) });
  });
});
