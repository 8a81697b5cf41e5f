import { describe, expect, it } from "vitest";
import { engineFaults } from "../../support/engine-faults.js";

const LARGE_PAGES = "version: 1\nvm: { memory: 1 GiB, pageSize: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

describe("QEMU's contradictions", () => {
  it.each([
    [
      "{ preset: qemu-10.0-tcg, dirtyLimit: true }",
      "engine.dirtyLimit: expected log: dirty-ring, which counts what each virtual CPU dirties, received log: legacy",
    ],
    [
      "{ preset: qemu-10.0-tcg, dirtyRingEntries: 4096 }",
      "engine.dirtyRingEntries: expected no such parameter where log is legacy, received 4096",
    ],
    ["{ preset: qemu-10.0, log: dirty-ring, dirtyRingEntries: 5000 }", "engine.dirtyRingEntries: expected a power of two, received 5000"],
    ["{ preset: qemu-10.0-tcg, clearChunk: 4 MiB }", "engine.clearChunk: expected no such parameter where log is legacy, received 4194304"],
    [
      "{ preset: qemu-10.0, log: dirty-ring, clearChunk: 4 MiB }",
      "engine.clearChunk: expected no such parameter where log is dirty-ring, received 4194304",
    ],
    ["{ preset: qemu-10.0, clearChunk: 12 MiB }", "engine.clearChunk: expected a power of two, received 12582912"],
    [
      "{ preset: qemu-10.0, log: dirty-ring, dirtyLimit: true, autoConverge: true }",
      "engine.dirtyLimit: expected either dirtyLimit or autoConverge: both slow the guest down, and QEMU accepts only one, received both",
    ],
    [
      "{ preset: qemu-10.0, xbzrle: true, multifd: true }",
      "engine.xbzrle: expected either xbzrle or multifd: pages sent by multifd bypass XBZRLE's cache, received both",
    ],
    [
      "{ preset: qemu-hybrid, multifd: true }",
      "engine.multifd: expected either multifd or postcopy: QEMU before 10.1 does not combine them, received both",
    ],
    [
      "{ preset: qemu-10.0, multifd: true, postcopy: true }",
      "engine.multifd: expected either multifd or postcopy: QEMU before 10.1 does not combine them, received both",
    ],
    [
      "{ preset: qemu-9.0, multifd: { compression: qatzip } }",
      "engine.multifd.compression: expected QEMU 9.2 or newer, received qatzip with qemu-9.0, up to 9.1",
    ],
    [
      "{ preset: qemu-8.2-kvm, multifd: { compression: qpl } }",
      "engine.multifd.compression: expected QEMU 9.1 or newer, received qpl with qemu-8.2, up to 8.2",
    ],
    [
      "{ preset: qemu-5.1, multifd: { zeroCopySend: true } }",
      "engine.multifd.zeroCopySend: expected QEMU 7.1 or newer, received true with qemu-5.1, up to 5.1",
    ],
    [
      "{ preset: qemu-10.0, multifd: { zeroCopySend: true, compression: zstd } }",
      "engine.multifd.zeroCopySend: expected either zeroCopySend or compression: a compressed page is a copy, received true with compression zstd",
    ],
    ["{ preset: qemu-10.0-tcg, initiallySet: true }", "engine.initiallySet: expected no such parameter where log is legacy, received true"],
    [
      "{ preset: qemu-10.1, postcopy: { hints: false } }",
      "engine.postcopy.hints: expected no such parameter where preempt is false, received false",
    ],
    [
      "{ preset: qemu-10.1, postcopy: { afterSyncs: 0, beforeCompletion: false } }",
      "engine.postcopy.beforeCompletion: expected no such parameter where afterSyncs is 0, received false",
    ],
    [
      "{ preset: qemu-postcopy, syncAtThreshold: true }",
      "engine.syncAtThreshold: expected no such parameter where postcopy.afterSyncs is 0, received true",
    ],
    [
      "{ preset: qemu-10.0, relax: { afterSyncs: 3, downtimeLimit: 300 ms } }",
      "engine.relax.downtimeLimit: expected a limit above downtimeLimit, 0.3 s, received 0.3 s",
    ],
    [
      "{ preset: qemu-10.0, relax: { afterSyncs: 3, downtimeLimit: 1 }, cancelAfterSyncs: 3 }",
      "engine.relax.afterSyncs: expected fewer syncs than cancelAfterSyncs, 3, received 3",
    ],
    [
      "{ preset: qemu-10.0, maxPostcopyBandwidth: 0 }",
      "engine.maxPostcopyBandwidth: expected no such parameter where postcopy is off, received 0",
    ],
    [
      "{ preset: qemu-hybrid, cancelAfterSyncs: 1 }",
      "engine.cancelAfterSyncs: expected more syncs than postcopy.afterSyncs, 1, at which the guest moves, received 1",
    ],
    [
      "{ preset: qemu-postcopy, downtimeLimit: 1 }",
      "engine.downtimeLimit: expected no such parameter where postcopy.afterSyncs is 0, received 1",
    ],
    [
      "{ preset: qemu-postcopy, maxBandwidth: 1 MB/s }",
      "engine.maxBandwidth: expected no such parameter where postcopy.afterSyncs is 0, received 1000000",
    ],
    [
      "{ preset: qemu-postcopy, autoConverge: {} }",
      "engine.autoConverge: expected no such parameter where postcopy.afterSyncs is 0, received a mapping",
    ],
    ["{ preset: qemu-postcopy, xbzrle: true }", "engine.xbzrle: expected no such parameter where postcopy.afterSyncs is 0, received true"],
    [
      "{ preset: qemu-postcopy, cancelAfterSyncs: 3 }",
      "engine.cancelAfterSyncs: expected no such parameter where postcopy.afterSyncs is 0, received 3",
    ],
  ])("%s", (engine, fault) => {
    expect(engineFaults(engine)).toEqual([fault]);
  });

  it("a chunk is no smaller than a page", () => {
    expect(engineFaults("{ preset: qemu-10.0, clearChunk: 4 MiB }", LARGE_PAGES)).toEqual([
      "engine.clearChunk: expected at least a page, 1073741824 bytes, received 4194304 bytes",
    ]);
  });

  it("are all reported", () => {
    const faults = engineFaults(
      "{ preset: qemu-10.0-tcg, dirtyLimit: true, autoConverge: true, xbzrle: true, multifd: true, clearChunk: 4 MiB }",
    );
    expect(faults.map((fault) => fault.split(":")[0])).toEqual([
      "engine.dirtyLimit",
      "engine.dirtyLimit",
      "engine.xbzrle",
      "engine.clearChunk",
    ]);
  });

  it.each([
    "{ preset: qemu-10.0, log: dirty-ring, dirtyLimit: { rate: 1 MB/s }, dirtyRingEntries: 65536 }",
    "{ preset: qemu-10.0-tcg, log: manual-protect, clearChunk: 1 GiB }",
    "{ preset: qemu-hybrid, xbzrle: true, autoConverge: true, maxPostcopyBandwidth: 1 GB/s, cancelAfterSyncs: 2 }",
    "{ preset: qemu-hybrid, postcopy: { afterSeconds: 5 }, cancelAfterSyncs: 1 }",
    "{ preset: qemu-postcopy, postcopy: { afterSyncs: 2 }, downtimeLimit: 1, autoConverge: true }",
    "{ preset: qemu-postcopy, autoConverge: false, multifd: false }",
    "{ preset: qemu-hybrid, postcopy: false, multifd: true }",
    "{ preset: qemu-10.1, multifd: true, postcopy: true }",
    "{ preset: qemu-11.1, multifd: { compression: zstd }, postcopy: { preempt: true, hints: false } }",
    "{ preset: qemu-5.2, multifd: { zeroCopySend: true } }",
    "{ preset: qemu-9.0, multifd: { compression: qpl } }",
    "{ preset: qemu-9.2-tcg, multifd: { compression: qatzip, zeroCopySend: false } }",
    "{ preset: qemu-4.1, initiallySet: true }",
    "{ preset: qemu-10.0, relax: { afterSyncs: 2, downtimeLimit: 1 }, cancelAfterSyncs: 3 }",
  ])("%s is none", (engine) => {
    expect(engineFaults(engine)).toEqual([]);
  });
});
