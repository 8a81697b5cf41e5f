/** Predictions from the first look at the dirty log of a measured migration, and the text of a calibration. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Calibration, calibrate } from "../../src/calibrate/calibrate.js";
import { scenarioText } from "../../src/calibrate/scenario-text.js";
import { simulate } from "../../src/index.js";
import { parseScenarioText } from "../../src/input/parse-text.js";
import { type LogReading, type ObservedMigration, readLog } from "../../src/logs.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const LOG = "test/logs/data/qmp-sampled-precopy-4threads.txt";
/** What is known of the machine beside the log: docs/sources/validation.md#kvm-ycsb. */
const BASE = {
  vm: { vcpus: 4 },
  link: { bandwidth: "40 Gbit/s", latency: "10 us", transport: "local" },
  host: "kvm-local",
  engine: "qemu-10.1",
};

let whole: LogReading;
let found: Calibration;

beforeAll(async () => {
  whole = await readLog(readFileSync(LOG, "utf8"));
  found = await calibrate([{ name: LOG, reading: cutAfterSync(whole, 2) }], { base: BASE, runs: 1 });
});

/** The log as it was when QEMU had counted so many syncs. */
function cutAfterSync(reading: LogReading, syncs: number): LogReading {
  const [migration] = reading.migrations as [ObservedMigration];
  const end = migration.samples.findIndex((sample) => (sample.syncs ?? 0) >= syncs) + 1;
  const samples = migration.samples.slice(0, end);
  const { memoryBytes, pageBytes, setupSeconds, firstLine } = migration;
  const kept = { memoryBytes, pageBytes, setupSeconds, firstLine } as ObservedMigration;
  const cut: ObservedMigration = {
    ...kept,
    lastLine: samples.at(-1)?.line ?? 1,
    end: "unfinished",
    last: samples.at(-1) as ObservedMigration["last"],
    samples,
    rounds: [],
    pauseParts: [],
    dirtyRates: [],
  };
  return { ...reading, migrations: [cut] };
}

describe("a migration of a database guest, from the samples up to the first pass", () => {
  test("is predicted to its end", async () => {
    const { runs } = await simulate(parseScenarioText(scenarioText(found)));
    const [{ totals, stop }] = runs as [(typeof runs)[number]];
    // Measured: 17.113 s, 566,740 pages with content (test/logs/data/README.md).
    expect(stop.converged).toBe(true);
    expect(Math.abs(totals.totalSeconds / 17.113 - 1)).toBeLessThan(0.12);
    expect(Math.abs((totals.pagesSent - totals.zeroPages) / 566_740 - 1)).toBeLessThan(0.08);
  });

  test("says what one look cannot tell, and how it is measured", () => {
    expect(found.unknowns.find(({ what }) => what.includes("time^(2/3)"))?.command).toContain("domdirtyrate-calc");
    for (const { what } of found.unknowns) expect(what).not.toMatch(/\.$/);
    expect(found.settings.find(({ path }) => path === "engine.maxBandwidth")).toMatchObject({ value: "128 MiB/s", origin: "read" });
    expect(found.scenario.host).toBe("kvm-local");
  });
});

describe("xenvmc-sim calibrate", () => {
  test("writes a scenario that runs, a table and a report", async () => {
    const directory = temporaryDirectory();
    const [out, report] = [`${directory}/guest.yaml`, `${directory}/report.html`];
    const { exitCode, stdout, stderr } = await runCommand(["calibrate", LOG, "--out", out, "--report", report]);
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/pages with content +566,740 +\d/);
    const { runs } = await simulate(parseScenarioText(readFileSync(out, "utf8")));
    expect(Math.abs((runs[0]?.totals.totalSeconds ?? 0) / 17.113 - 1)).toBeLessThan(0.03);
    expect(readFileSync(report, "utf8")).toContain("Remaining to be sent, in the log and simulated");
  });

  test("keeps to what is given, with the scenario on standard output and the table on standard error", async () => {
    const directory = temporaryDirectory();
    const { writeFileSync } = await import("node:fs");
    writeFileSync(`${directory}/base.yaml`, "link: { bandwidth: 5 Gbit/s }\nworkload: []\n");
    const { stdout, stderr } = await runCommand(["calibrate", LOG, "--scenario", `${directory}/base.yaml`]);
    expect(parseScenarioText(stdout)).toMatchObject({ link: { bandwidthBitsPerSecond: 5e9 }, workload: [] });
    expect(stderr).toContain("What cannot be known from the log");
  });

  test("names what a log lacks, and refuses logs of different guests", async () => {
    const quiet = await runCommand(["calibrate", "test/logs/data/xl-migrate-quiet-4.9.txt"]);
    expect(quiet).toMatchObject({ exitCode: 2, stdout: "" });
    expect(quiet.stderr).toContain("xl -vvv migrate");
    const noMemory = await runCommand(["calibrate", "test/logs/data/qmp-polled-script-sawtooth.txt"]);
    expect(noMemory.stderr.replace(/\s+/g, " ")).toContain("give it with --scenario FILE");
    const mixed = await runCommand(["calibrate", LOG, "test/logs/data/qmp-completed-p2p.txt"]);
    expect(mixed.stderr).toContain("different memory");
    expect(mixed.exitCode).toBe(2);
  });
});
