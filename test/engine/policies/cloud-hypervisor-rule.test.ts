/** Cloud Hypervisor's rule as a policy, at its edges, on statistics that are written down. */
import { describe, expect, it } from "vitest";
import { createPolicy, POLICY_PRESETS, type PolicyParameters, type RoundStatistics } from "../../../src/index.js";

type Own = Extract<PolicyParameters, { readonly name: "cloud-hypervisor" }>;
const DEFAULTS = POLICY_PRESETS.find(({ name }) => name === "cloud-hypervisor")?.parameters as Own;

const statistics = (fields: Partial<RoundStatistics> = {}): RoundStatistics => ({
  iteration: 1,
  totalPagesSent: 100,
  allocatedPages: 1000,
  linkBytesPerSecond: 1e8,
  elapsedSeconds: 1,
  ...fields,
});
const table = (dirtyPages: number, fields: Partial<RoundStatistics> = {}) =>
  statistics({ dirtyPages, remainingBytes: dirtyPages * 4096, bandwidthBytesPerSecond: 4096 * 1000, ...fields });
const policyWith = (fields: Partial<Own> = {}) => createPolicy({ ...DEFAULTS, downtimeSeconds: 0.25, timeoutSeconds: 100, ...fields });

describe("Cloud Hypervisor's rule as a policy", () => {
  it("stops when the pages left take no longer than the downtime at the last round's speed", () => {
    expect(policyWith()(table(250))).toEqual({
      decision: "stop",
      converged: true,
      detail: "1000 KiB left after 1 round take 250 ms at 3.91 MiB/s, within 250 ms.",
    });
    expect(policyWith()(table(251))).toBe("continue");
  });

  it("stops when no page is dirty, whatever the speed", () => {
    const { bandwidthBytesPerSecond: _speed, ...unknown } = table(0);
    expect(policyWith()(unknown)).toEqual({ decision: "stop", converged: true, detail: "No page was dirty after 1 round." });
  });

  it("judges nothing before the dirty log was read, without a speed or before the first round", () => {
    expect(policyWith()(statistics({ bandwidthBytesPerSecond: 1e9 }))).toBe("continue");
    const { bandwidthBytesPerSecond: _speed, ...unknown } = table(1);
    expect(policyWith()(unknown)).toBe("continue");
    const { remainingBytes: _bytes, ...bytesUnknown } = table(1);
    expect(policyWith()(bytesUnknown)).toBe("continue");
    expect(policyWith()(table(1, { iteration: 0 }))).toBe("continue");
    expect(policyWith()(table(0, { iteration: 0 }))).toBe("continue");
  });

  it("judges each sync once: QEMU's windows in between do not end it", () => {
    const policy = policyWith();
    expect(policy(table(900))).toBe("continue");
    expect(policy(table(1))).toBe("continue");
    expect(policy(table(0))).toBe("continue");
    expect(policy(table(1, { iteration: 2 }))).toMatchObject({ decision: "stop" });
    // A round without a reading of the log is not judged yet.
    const xen = policyWith();
    expect(xen(statistics())).toBe("continue");
    expect(xen(table(1))).toMatchObject({ decision: "stop" });
  });

  it("cancels at its timeout exactly, or pauses the guest; without a clock it never does", () => {
    const late = (elapsedSeconds: number | undefined, timeoutStrategy: Own["timeoutStrategy"]) => {
      const { elapsedSeconds: _elapsed, ...timeless } = table(900);
      return policyWith({ timeoutStrategy })({ ...timeless, ...(elapsedSeconds === undefined ? {} : { elapsedSeconds }) });
    };
    expect(late(99.999, "cancel")).toBe("continue");
    expect(late(undefined, "cancel")).toBe("continue");
    expect(late(100, "cancel")).toEqual({
      decision: "abort",
      detail: "The migration reached its time limit of 100 s and was cancelled.",
    });
    expect(late(100, "ignore")).toEqual({
      decision: "stop",
      detail: "The migration reached its time limit of 100 s: the guest was paused regardless.",
    });
    // A table that fits goes first.
    expect(policyWith()(table(1, { elapsedSeconds: 200 }))).toMatchObject({ converged: true });
  });

  it("sets QEMU's downtime limit where it is another", () => {
    const setting = { decision: "continue", settings: { downtimeLimitSeconds: 0.25 } };
    expect(policyWith()(table(900, { downtimeLimitSeconds: 0.3 }))).toEqual(setting);
    expect(policyWith()(table(900, { downtimeLimitSeconds: 0.25 }))).toBe("continue");
  });
});
