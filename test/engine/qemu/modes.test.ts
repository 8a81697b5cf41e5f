/** Modes of QEMU without a live phase, and mapped-ram: pages, bytes and pauses (docs/sources/qemu.md#modes, #mapped-ram). */
import { describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engines.js";
import { parseScenario, simulate } from "../../../src/index.js";
import { engineFaults } from "../../support/engine-faults.js";
import { qemuParameters } from "../../support/qemu.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const PAGES = 16_384;
const vm = (zero = 0) => ({ memory: "64 MiB", vcpus: 1, content: { zero } });
const WRITES = [{ kind: "uniform", size: "64 MiB", rate: "50 k/s" }];
const link = { bandwidth: "10 Gbit/s", efficiency: 1, latency: "1 ms" };
const snapshot = (fields: object = {}) => ({
  preset: "qemu-10.0",
  mode: "background-snapshot",
  zeroPageTime: 0,
  clearPageTime: 0,
  ...fields,
});

describe("a background snapshot", () => {
  it("has each page once, however much is written, and the state behind them", async () => {
    for (const workload of [[], WRITES]) {
      const { totals, stop, rounds } = await migrate(scenarioWith({ vm: vm(0.25), link, workload, engine: snapshot() }));
      expect(stop.kind).toBe("snapshot");
      expect([totals.pagesSent, totals.pagesResent, rounds.length]).toEqual([PAGES, 0, 1]);
      expect(totals.zeroPages).toBe(PAGES / 4);
      expect(totals.wireBytes).toBe((3 / 4) * PAGES * 4104 + (PAGES / 4) * 9 + 112_397);
    }
  });

  it("pauses the guest for its state and the protection of its memory, before the first page", async () => {
    const engine = snapshot({ clearPageTime: "1 us" });
    const { totals, phases, rounds } = await migrate(
      scenarioWith({ vm: vm(), link, workload: WRITES, engine, host: { suspend: 0, resume: 0 } }),
    );
    expect(totals.downtimeSeconds).toBeCloseTo(0.001 + PAGES * 1e-6, 9);
    expect(phases.stopAndCopySeconds).toBe(totals.downtimeSeconds);
    expect(rounds[0]?.startSeconds).toBeCloseTo(0.004 + totals.downtimeSeconds, 9);
    expect([phases.postcopySeconds, phases.stateSeconds]).toEqual([0, 0]);
    expect(phases.liveSeconds).toBeCloseTo(totals.totalSeconds - 0.004 - totals.downtimeSeconds, 9);
  });

  it("holds a write to an unsaved page until that page has gone, without the link's latency, and no other", async () => {
    const run = await migrate(scenarioWith({ vm: vm(), link, workload: WRITES, engine: snapshot() }));
    const { faults = 0, faultSeconds, pagesByFault = 0, pagesBySweep = 0 } = run.postcopy ?? {};
    // A page takes 3.3 us; the one on its way goes first.
    const pageSeconds = 4104 / 1.25e9;
    expect(faultSeconds?.median).toBeGreaterThan(0.1e-3 + pageSeconds);
    expect(faultSeconds?.max).toBeLessThan(0.1e-3 + 2.01 * pageSeconds);
    expect(pagesByFault + pagesBySweep).toBe(PAGES);
    expect(faults).toBeGreaterThan(100);
    expect(run.guest.pageWaitSeconds).toBeCloseTo(faults * (faultSeconds?.mean ?? 0), 6);
    const quiet = await migrate(scenarioWith({ vm: vm(), link, workload: [], engine: snapshot() }));
    expect(quiet.postcopy).toMatchObject({ faults: 0, pagesBySweep: PAGES });
    expect(quiet.guest.pageWaitSeconds).toBe(0);
  });

  it("has no bandwidth limit, and no receiver: the link's rate is its own", async () => {
    const engine = snapshot({ destinationPageTime: "1 ms" });
    const { rounds, ruledBy } = await migrate(scenarioWith({ vm: vm(), link, workload: [], engine }));
    expect(ruledBy.map(({ kind }) => kind)).toEqual(["link"]);
    expect(rounds[0]?.durationSeconds).toBeCloseTo((PAGES * 4104) / 1.25e9, 6);
  });

  it("that is cut off leaves the guest where it is", async () => {
    const { stop, guest } = await migrate(scenarioWith({ vm: vm(), link, workload: WRITES, engine: snapshot(), timeout: "20 ms" }));
    expect(stop.kind).toBe("timeout");
    expect(stop.detail).not.toContain("lost");
    expect(guest.speed.at(-1)?.speedRatio).toBe(1);
  });
});

describe("a restart in place", () => {
  it.each([
    ["cpr-reboot", "host.resume"],
    ["cpr-transfer", "a new QEMU on the same host"],
  ])("%s sends no page and no more than the state, whatever is written", async (mode, words) => {
    const engine = { preset: "qemu-10.0", mode };
    const { totals, stop, rounds, phases } = await migrate(
      scenarioWith({ vm: vm(), link, workload: WRITES, engine, host: { resume: "2 s" } }),
    );
    expect([stop.kind, totals.pagesSent, totals.pagesResent, rounds.length, totals.wireBytes]).toEqual(["snapshot", 0, 0, 0, 112_397]);
    expect(stop.detail).toContain(words);
    expect(totals.downtimeSeconds).toBeCloseTo(0.001 + 112_397 / 1.25e9 + 2e-3 + 2, 9);
    expect(phases.setupSeconds).toBe(0.004);
  });
});

describe("mapped-ram", () => {
  const engine = (fields: object = {}) => ({ preset: "qemu-10.0", mappedRam: true, maxBandwidth: 0, stateSize: 0, ...fields });

  it.each([{}, { multifd: { channels: 4 } }])(
    "writes content alone: no addresses, no packets, nothing of a zero page (%o)",
    async (fields) => {
      const { totals, rounds, stop } = await migrate(scenarioWith({ vm: vm(0.5), link, workload: WRITES, engine: engine(fields) }));
      const marks = totals.wireBytes - (totals.pagesSent - totals.zeroPages) * 4096 - PAGES / 8;
      expect(marks % 8).toBe(0);
      expect(marks).toBeLessThanOrEqual(8 * 20 * rounds.length);
      expect(totals.pagesResent).toBeGreaterThan(0);
      expect(stop.detail).toContain("The file has at most 65 MiB");
    },
  );

  it("has no receiver", async () => {
    const seconds = async (fields: object) =>
      (await migrate(scenarioWith({ vm: vm(), link, workload: [], engine: engine({ destinationPageTime: "10 us", ...fields }) }))).totals
        .totalSeconds;
    expect(await seconds({ mappedRam: false })).toBeGreaterThan(2 * (await seconds({})));
  });
});

describe("what modes need", () => {
  const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";
  const beside = (what: string, feature: string) =>
    `engine.${feature}: expected no ${feature} beside ${what}: QEMU accepts only one, received both`;
  it.each([
    [
      "{ preset: qemu-5.1, mode: background-snapshot }",
      ["engine.mode: expected QEMU 6.0 or newer, received background-snapshot with qemu-5.1, up to 5.1"],
    ],
    ["{ preset: qemu-7.2, mode: cpr-reboot }", ["engine.mode: expected QEMU 8.2 or newer, received cpr-reboot with qemu-7.2, up to 8.1"]],
    [
      "{ preset: qemu-9.2, mode: cpr-transfer }",
      ["engine.mode: expected QEMU 10.0 or newer, received cpr-transfer with qemu-9.2, up to 9.2"],
    ],
    ["{ preset: qemu-8.2, mappedRam: true }", ["engine.mappedRam: expected QEMU 9.0 or newer, received true with qemu-8.2, up to 8.2"]],
    [
      "{ preset: qemu-10.0, mode: background-snapshot, postcopy: true, autoConverge: true }",
      [beside("mode: background-snapshot", "postcopy"), beside("mode: background-snapshot", "autoConverge")],
    ],
    [
      "{ preset: qemu-10.0, mode: background-snapshot, maxBandwidth: 1e9, log: legacy }",
      ["maxBandwidth", "log"].map(
        (name) =>
          `engine.${name}: expected no such parameter where mode is background-snapshot, received ${name === "log" ? "legacy" : "1000000000"}`,
      ),
    ],
    [
      "{ preset: qemu-10.0, mode: cpr-transfer, multifd: true, mappedRam: true }",
      ["multifd", "mappedRam"].map((name) => `engine.${name}: expected no such parameter where mode is cpr-transfer, received true`),
    ],
    ["{ preset: qemu-10.0, mappedRam: true, xbzrle: true }", [beside("mappedRam", "xbzrle")]],
    [
      "{ preset: qemu-10.0, mappedRam: true, multifd: { compression: zstd } }",
      ["engine.multifd.compression: expected no compression beside mappedRam: a compressed page has no fixed place, received zstd"],
    ],
    [
      "{ preset: qemu-10.0, mappedRam: true, multifd: { zeroCopySend: true } }",
      ["engine.multifd.zeroCopySend: expected no such parameter where mappedRam writes to a file, received true"],
    ],
    ["{ preset: qemu-10.0, mode: background-snapshot, mappedRam: true }", []],
    ["{ preset: qemu-8.2, mode: cpr-reboot }", []],
    ["{ preset: qemu-10.0, mode: normal, xbzrle: true, autoConverge: true }", []],
  ])("%s", (engine, faults) => {
    expect(engineFaults(engine)).toEqual(faults);
  });

  it("is a guest without peers and policy, and a file without TLS", () => {
    const peers = "peers: [{ name: db, place: elsewhere, flows: [] }]\n";
    expect(engineFaults("{ preset: qemu-10.0, mode: cpr-transfer }", HEAD + peers)[0]).toContain(
      "engine.mode: expected mode: normal where the guest talks to peers",
    );
    expect(engineFaults("{ preset: qemu-10.0, mode: cpr-transfer }", `${HEAD}policy: libvirt\n`)[0]).toContain(
      "there is no live phase (mode: cpr-transfer)",
    );
    const devices = "version: 1\nvm: { memory: 1 GiB, devices: [{ kind: vhost-user, reconnect: 10 ms }] }\nlink: { bandwidth: 1 Gbit/s }\n";
    expect(engineFaults("{ preset: qemu-10.0, mode: cpr-transfer }", devices)).toEqual([
      "vm.devices: expected no devices with mode: cpr-transfer, in which theirs is not modelled, received 1",
    ]);
    const tls = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s, transport: tls }\n";
    expect(engineFaults("{ preset: qemu-10.0, mappedRam: true }", tls)).toEqual([
      "engine.mappedRam: expected no mappedRam over tls: QEMU writes to the file itself, received true with transport tls",
    ]);
    const policy = () => ({ decision: "continue" as const });
    expect(() => createEngine(qemuParameters({ preset: "qemu-10.0", mode: "cpr-transfer" }), policy)).toThrow("nothing to ask one about");
    expect(() => createEngine(qemuParameters({ preset: "qemu-10.0", mode: "normal" }), policy)).not.toThrow();
  });

  it("is the host of one machine, where no other is named", () => {
    const hostOf = (engine: object | string) =>
      parseScenario({ version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" }, engine: engine as "qemu-10.0" }).host.preset;
    expect(hostOf("qemu-10.0")).toBe("libvirt-kvm");
    expect(hostOf({ preset: "qemu-10.0", mode: "normal" })).toBe("libvirt-kvm");
    expect(hostOf({ preset: "qemu-10.0", mode: "background-snapshot" })).toBe("kvm-local");
    expect(hostOf({ preset: "qemu-10.0-tcg", mode: "cpr-transfer" })).toBe("none");
  });

  it("is pages, as a snapshot waits for single ones; a restart needs none", async () => {
    const run = (engine: object) => simulate(scenarioWith({ vm: vm(), link, workload: WRITES, engine, fidelity: "expected" }));
    await expect(run(snapshot())).rejects.toThrow("fidelity");
    expect((await run({ preset: "qemu-10.0", mode: "cpr-transfer" })).runs[0]?.totals.pagesSent).toBe(0);
  });
});
