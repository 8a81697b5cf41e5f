/** Logs of simulated migrations, written as the programs write them and read back: the figures are those of the result. */
import { beforeAll, describe, expect, it } from "vitest";
import { type ObservedMigration, readLog } from "../../src/logs.js";
import { atEnd, countersAt, endStatus, polled, type WatchedMigration, watch } from "../support/log-writers/watched.js";
import { LOG_WRITERS, type LogWriter } from "../support/log-writers/writers.js";

const GUEST = {
  version: 1,
  vm: { memory: "256 MiB", content: { zero: 0.2 } },
  workload: [{ kind: "uniform", size: "24 MiB", rate: "3000/s" }],
  link: { bandwidth: "200 Mbit/s" },
};

const SCENARIOS: Readonly<Record<LogWriter["family"], object>> = {
  qemu: { ...GUEST, engine: { preset: "qemu-10.0", downtimeLimit: "100 ms" } },
  "cloud-hypervisor": { ...GUEST, engine: { preset: "cloud-hypervisor-52", downtime: "100 ms" } },
  "xen-classic": { ...GUEST, engine: "xen-3.3" },
  "xen-stream": { ...GUEST, engine: "xen-4.10" },
  firecracker: { ...GUEST, engine: "firecracker" },
};

const migrations = new Map<string, WatchedMigration>();

beforeAll(async () => {
  for (const [family, scenario] of Object.entries(SCENARIOS)) migrations.set(family, await watch(scenario));
});

function of(family: LogWriter["family"]): WatchedMigration {
  return migrations.get(family) as WatchedMigration;
}

async function readBack(name: string, migration: WatchedMigration): Promise<ObservedMigration> {
  const writer = LOG_WRITERS.find((each) => each.name === name) as LogWriter;
  const reading = await readLog(writer.write(migration));
  expect(reading.format).toBe(writer.format);
  expect(reading.migrations).toHaveLength(1);
  const isEndless = endStatus(migration) === "cancelled" || writer.format === "xenguest" || writer.format === "vmstate-trace";
  const odd = reading.warnings.filter(({ text }) => !(isEndless && /ends before the migration does/.test(text)));
  expect(odd).toEqual([]);
  return reading.migrations[0] as ObservedMigration;
}

/** Within so much of `expected`: half of what the format rounds to, or all of it where it rounds down. */
function expectWithin(received: number | undefined, expected: number, tolerance: number, what: string): void {
  expect(received, what).toBeGreaterThanOrEqual(expected - tolerance - 1e-9 * expected);
  expect(received, what).toBeLessThanOrEqual(expected + tolerance + 1e-9 * expected);
}

describe("a migration that is watched", () => {
  it.each(Object.keys(SCENARIOS) as LogWriter["family"][])("has counters that end where the result does: %s", (family) => {
    const migration = of(family);
    const { totals, rounds } = migration.run;
    expect(atEnd(migration)).toMatchObject({ sentPages: totals.pagesSent, seconds: totals.totalSeconds, stage: "ended" });
    expect(rounds.length).toBeGreaterThanOrEqual(1);
    for (const [index, counters] of migration.counters.entries()) {
      const before = migration.counters[index - 1] ?? counters;
      expect(counters.seconds).toBeGreaterThanOrEqual(before.seconds);
      expect(counters.sentPages).toBeGreaterThanOrEqual(before.sentPages);
      expect(counters.sentBytes).toBeGreaterThanOrEqual(before.sentBytes);
    }
  });

  it("has QEMU's rounds in its counters", () => {
    const migration = of("qemu");
    const { rounds, totals } = migration.run;
    let sentPages = 0;
    for (const { startSeconds, durationSeconds, pagesSent } of rounds) {
      sentPages += pagesSent;
      expect(countersAt(migration, startSeconds + durationSeconds).sentPages).toBeCloseTo(sentPages, 6);
    }
    expect(atEnd(migration).syncs).toBe(totals.dirtySyncCount);
  });
});

describe.each(LOG_WRITERS.filter(({ family }) => family === "qemu"))("a log of QEMU: $name", ({ name }) => {
  const MIB_BYTES = 2 ** 20;
  /** What the format rounds sizes to; absent for those of which the log has no figure. */
  const BYTES: Readonly<Record<string, number>> = {
    "info migrate": 1024,
    "info migrate of 10.2": 0.5 * MIB_BYTES,
    domjobinfo: MIB_BYTES / 1000,
    "domjobinfo --completed": MIB_BYTES / 1000,
    "polled lines": MIB_BYTES / 100,
    "Proxmox task log": 0.06 * MIB_BYTES,
    "KubeVirt log": MIB_BYTES,
  };

  it("has the figures of the result", async () => {
    const migration = of("qemu");
    const { totals, phases } = migration.run;
    const observed = await readBack(name, migration);
    const { last } = observed;
    const bytes = BYTES[name] ?? 1;
    if (name !== "trace of the pause") {
      expect(observed.end).toBe("completed");
      if (name !== "polled lines") expectWithin(observed.memoryBytes, 2 ** 28, bytes, "memory");
    }
    if (name !== "nova-compute log" && name !== "trace of the pause") {
      const second = name === "Proxmox task log" ? 1 : name === "polled lines" ? 0.05 : 0.0005;
      expectWithin(observed.totalSeconds, totals.totalSeconds, second, "total time");
      expectWithin(last.sentBytes, totals.wireBytes, bytes, "bytes");
    }
    if (observed.downtimeSeconds !== undefined) expectWithin(observed.downtimeSeconds, totals.downtimeSeconds, 0.0005, "downtime");
    if (observed.setupSeconds !== undefined) expectWithin(observed.setupSeconds, phases.setupSeconds, 0.0005, "set-up");
    if (last.normalPages !== undefined) {
      expect(last.normalPages).toBe(totals.pagesSent - totals.zeroPages);
      expect(last.zeroPages).toBe(totals.zeroPages);
      expect(last.syncs).toBe(totals.dirtySyncCount);
    }
  });

  it("says as much as the program does", async () => {
    const observed = await readBack(name, of("qemu"));
    const hasPages = !["polled lines", "Proxmox task log", "nova-compute log", "trace of the pause"].includes(name);
    expect(observed.last.normalPages !== undefined).toBe(hasPages);
    expect(observed.downtimeSeconds !== undefined).toBe(!["polled lines", "nova-compute log"].includes(name));
  });
});

describe("samples in a log of QEMU", () => {
  it.each(["query-migrate replies", "query-migrate samples", "sampled NDJSON", "info migrate", "libvirt debug log"])(
    "are the counters at their time: %s",
    async (name) => {
      const migration = of("qemu");
      const { samples } = await readBack(name, migration);
      const taken = samples.filter(({ status }) => status === "active");
      expect(taken.length).toBeGreaterThanOrEqual(2);
      for (const { seconds = 0, sentBytes, normalPages, zeroPages, remainingBytes, syncs } of taken) {
        const counters = [countersAt(migration, seconds - 0.0005), countersAt(migration, seconds + 0.0005)] as const;
        const within = (value: number | undefined, figure: (each: (typeof counters)[number]) => number, slack: number, what: string) => {
          const bounds = counters.map(figure);
          expect(value, what).toBeGreaterThanOrEqual(Math.min(...bounds) - slack);
          expect(value, what).toBeLessThanOrEqual(Math.max(...bounds) + slack);
        };
        within(sentBytes, (each) => each.sentBytes, 1024, "bytes");
        within(normalPages, (each) => each.sentPages - each.zeroPages, 1, "normal pages");
        within(zeroPages, (each) => each.zeroPages, 1, "zero pages");
        within(remainingBytes, (each) => each.remainingPages * 4096, 4096, "remaining");
        within(syncs, (each) => each.syncs, 0, "syncs");
      }
    },
  );

  it("has passes at the syncs of the live phase", async () => {
    const migration = of("qemu");
    const { rounds } = await readBack("libvirt debug log", migration);
    const simulated = migration.run.rounds.filter(({ live }) => live);
    expect(rounds.length).toBeGreaterThanOrEqual(simulated.length);
    for (const [index, { startSeconds }] of simulated.entries()) {
      expectWithin(rounds[index]?.startSeconds, startSeconds, index === 0 ? 1e-6 : 0.01, `pass ${index}`);
    }
  });

  it("shows throttling, post-copy and a migration that was given up", async () => {
    const workload = [{ kind: "uniform", size: "128 MiB", rate: "30 k/s" }];
    const throttled = await watch({ ...GUEST, workload, engine: { preset: "qemu-10.0", autoConverge: true }, timeout: "10 min" });
    const { samples } = await readBack("query-migrate replies", throttled);
    expect(Math.max(...samples.map(({ throttleRatio = 0 }) => throttleRatio))).toBeCloseTo(
      Math.max(...throttled.counters.map(({ throttleRatio }) => throttleRatio)),
      6,
    );
    expect(samples.some(({ throttleRatio = 0 }) => throttleRatio >= 0.2)).toBe(true);

    const moved = await watch({ ...GUEST, workload, engine: { preset: "qemu-hybrid", postcopy: { preempt: true } } });
    for (const name of ["query-migrate replies", "info migrate", "info migrate of 10.2", "domjobinfo", "sampled NDJSON"]) {
      const observed = await readBack(name, moved);
      expect(observed.last.postcopyRequests, name).toBe(moved.run.totals.postcopyFaults);
      expect(observed.downtimeSeconds, name).toBeCloseTo(moved.run.totals.downtimeSeconds, 2);
    }

    const endless = await watch({ ...GUEST, workload, engine: "qemu-10.0", timeout: "20 s" });
    expect(endStatus(endless)).toBe("cancelled");
    for (const { name, format } of LOG_WRITERS.filter(({ family, name }) => family === "qemu" && !/end|completed|pause/.test(name))) {
      if (format === "sampled-ndjson") expect((await readBack(name, endless)).end).toBe("unfinished");
      else if (format !== "trace of the pause") expect((await readBack(name, endless)).end, name).toBe("cancelled");
    }
  });

  it("counts pages that are no whole ones under expected counts", async () => {
    const expected = await watch({ ...(SCENARIOS.qemu as object), fidelity: "expected" });
    const { last } = await readBack("query-migrate replies", expected);
    expectWithin(last.normalPages, expected.run.totals.pagesSent - expected.run.totals.zeroPages, 1, "normal pages");
  });
});

describe("logs of other programs", () => {
  it("has the passes of Cloud Hypervisor, the last one too, and its end", async () => {
    const migration = of("cloud-hypervisor");
    const { rounds, totals } = migration.run;
    const observed = await readBack("Cloud Hypervisor log", migration);
    const live = rounds.filter((round) => round.live);
    expect(observed.rounds).toHaveLength(live.length + 1);
    for (const [index, { pagesSent, durationSeconds }] of live.entries()) {
      expectWithin(observed.rounds[index]?.sentBytes, pagesSent * 4096, 2 ** 20, `pass ${index}`);
      expectWithin(observed.rounds[index]?.seconds, durationSeconds, 0.005, `pass ${index}`);
    }
    expect(observed.end).toBe("completed");
    expectWithin(observed.totalSeconds, totals.totalSeconds, 0.05, "total time");
    expectWithin(observed.downtimeSeconds, totals.downtimeSeconds, 0.001, "downtime");
    expect(observed.downtimeLimitSeconds).toBe(0.1);
    expectWithin(observed.last.sentBytes, totals.pagesSent * 4096, 2 ** 20, "bytes");
  });

  it.each(["xl migrate up to 4.5", "xend log"])("has Xen's rounds before 4.6: %s", async (name) => {
    const migration = of("xen-classic");
    const { rounds, totals } = migration.run;
    const observed = await readBack(name, migration);
    expect(observed.end).toBe("completed");
    expect(observed.memoryBytes).toBe(2 ** 28);
    expect(observed.last.sentPages).toBe(totals.pagesSent);
    expect(observed.rounds.map(({ pagesSent }) => pagesSent)).toEqual(rounds.map(({ pagesSent }) => pagesSent));
    for (const [index, { startSeconds, pagesDirtied, pagesSkipped }] of rounds.slice(0, -1).entries()) {
      const next = rounds[index + 1]?.startSeconds ?? 0;
      expectWithin(observed.rounds[index]?.seconds, next - startSeconds, 0.001, `round ${index}`);
      expect(observed.rounds[index]).toMatchObject({ pagesDirtied, pagesSkipped });
    }
  });

  it("has the frames of xl's iterations", async () => {
    const migration = of("xen-stream");
    const observed = await readBack("xl migrate", migration);
    expect(observed.end).toBe("completed");
    expect(observed.rounds.map(({ pagesToSend }) => pagesToSend)).toEqual(migration.run.rounds.map(({ pagesToSend }) => pagesToSend));
  });

  it("has xenguest's frames by the second", async () => {
    const migration = of("xen-stream");
    const live = migration.run.rounds.filter((round) => round.live);
    const observed = await readBack("xenguest log", migration);
    const sent = live.reduce((sum, { pagesSent }) => sum + pagesSent, 0);
    expect(observed.last.sentPages).toBe(sent);
    for (const { index, pagesToSend, startSeconds } of live.slice(1)) {
      expect(observed.rounds[index]).toMatchObject({ index });
      expect(observed.rounds[index]?.pagesToSend ?? pagesToSend).toBe(pagesToSend);
      // Stamps are whole seconds, and the first line is the first second.
      expectWithin(observed.rounds[index]?.startSeconds, startSeconds, 2, `iteration ${index}`);
    }
  });

  it("has the pause of a tool over Firecracker's snapshots", async () => {
    const migration = of("firecracker");
    const observed = await readBack("Firecracker tool", migration);
    expect(observed.end).toBe("completed");
    expectWithin(observed.downtimeSeconds, migration.run.totals.downtimeSeconds, 5e-7, "downtime");
  });
});

it("writes a log of every format that tells of a migration", () => {
  const measurements = ["hmp-dirty-rate", "writer-rate", "trace-csv"];
  const formats = new Set(LOG_WRITERS.map(({ format }) => format));
  for (const format of measurements) expect(formats.has(format)).toBe(false);
  expect(polled(of("qemu"), 1).length).toBeGreaterThan(1);
});
