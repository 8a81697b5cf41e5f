/** Advice meets its goals when it is run; goals out of reach have a named limit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Advice, advise, SYSTEM_NAMES } from "../../src/advice.js";
import { applyOverrides } from "../../src/scenario/overrides.js";
import { simulate } from "../../src/simulation/simulate.js";
import { runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";

/** A quarter of memory written at 60 MB/s, over a link of 117 MB/s: QEMU's limit of 300 ms is in reach only at full speed. */
const SCENARIO = {
  version: 1,
  vm: { memory: "256 MiB", vcpus: 2 },
  workload: [{ kind: "uniform", size: "64 MiB", rate: "60 MB/s" }],
  link: { bandwidth: "1 Gbit/s" },
  engine: { preset: "qemu-10.2", maxBandwidth: "20 MiB/s" },
};
const HOT = { ...SCENARIO, workload: [{ kind: "uniform", size: "200 MiB", rate: "400 MB/s" }] };

/** The scenario with the advised fields, set as `--set` does. */
async function rerun(scenario: object, { advised }: Advice, seed: number) {
  const set = Object.entries(advised?.set ?? {}).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  return simulate(applyOverrides(scenario, [...set, `seed=${seed}`, "runs=5"]) as never);
}

describe("advise", () => {
  it.each([
    ["in reach by speed alone", SCENARIO, "500 ms", "10 s", 1],
    ["in reach by a lower limit", SCENARIO, "150 ms", "10 s", 2],
    ["a hot guest", HOT, "600 ms", "60 s", 9],
    ["loose", SCENARIO, "20 s", "10 min", 1],
  ])("advises settings that meet the goals with other seeds: %s", async (_name, scenario, maxDowntime, maxTotal, weightMost) => {
    const found = await advise(scenario, { maxDowntime, maxTotal });
    expect(found.advised, JSON.stringify(found.nearest)).toBeDefined();
    expect(found.advised?.weight).toBeLessThanOrEqual(weightMost);
    expect(found.advised?.confirmed).toMatchObject({ met: 10, count: 10 });
    expect(found.advised?.confirmed.confidence95[0]).toBeCloseTo(0.722, 3);
    for (const { totals } of (await rerun(scenario, found, 99)).runs) {
      expect(totals.totalSeconds).toBeLessThanOrEqual(found.goals.maxTotalSeconds);
      expect(totals.downtimeSeconds).toBeLessThanOrEqual(found.goals.maxDowntimeSeconds);
    }
  });

  it("advises nothing else where the scenario meets the goals as it is", async () => {
    const { advised } = await advise({ ...SCENARIO, workload: [] }, { maxDowntime: "1 s", maxTotal: "1 min" });
    expect(advised).toMatchObject({ label: "as it is", weight: 0, set: {} });
  });

  it("keeps what it is told to", async () => {
    const { pareto, advised } = await advise(SCENARIO, {
      maxDowntime: "500 ms",
      maxTotal: "10 s",
      keep: ["bandwidth", "multifd", "policy"],
    });
    expect(advised).toBeUndefined();
    expect(pareto.some(({ set }) => "engine.maxBandwidth" in set)).toBe(false);
  });

  it("names the link where memory does not pass it in time", async () => {
    const found = await advise(SCENARIO, { maxDowntime: "1 s", maxTotal: "1 s", keep: ["compression"] });
    expect(found.advised).toBeUndefined();
    expect(found.obstacle).toMatchObject({ goal: "totalSeconds", limit: "link" });
    expect(found.stoppedSeconds).toBeCloseTo((256 * 2 ** 20) / found.scenario.link.goodputBytesPerSecond, 9);
    expect(found.nearest?.totalSeconds).toBeGreaterThan(1);
  });

  it("names the downtime limit where a writer is faster than the link", async () => {
    const keep = ["compression", "auto-converge", "post-copy", "xbzrle", "policy"];
    const found = await advise({ ...HOT, timeout: "1 min" }, { maxDowntime: "50 ms", maxTotal: "30 s", keep });
    expect(found.advised).toBeUndefined();
    expect(found.nearest?.moved).toBe(false);
    expect(found.obstacle).toMatchObject({ goal: "moved", limit: "downtime-limit" });
  });

  it("names the pause where its fixed costs alone are longer", async () => {
    const { obstacle } = await advise({ ...SCENARIO, host: { resume: "300 ms" } }, { maxDowntime: "200 ms", maxTotal: "10 min" });
    expect(obstacle).toMatchObject({ goal: "downtimeSeconds", limit: "pause" });
  });

  it("lists choices of which none beats another", async () => {
    const { pareto } = await advise(HOT, { maxDowntime: "600 ms", maxTotal: "60 s" });
    expect(pareto.length).toBeGreaterThan(1);
    const figures = (row: (typeof pareto)[number]) => [row.totalSeconds, row.downtimeSeconds, row.guestTimeTakenSeconds];
    for (const one of pareto) {
      for (const other of pareto) {
        if (one !== other) expect(figures(other).every((value, index) => value < (figures(one)[index] as number))).toBe(false);
      }
    }
  });

  describe("stop policies", () => {
    /** KubeVirt's limit of 300 ms is out of reach of a guest that rewrites 80 MiB all the time over 117 MB/s, which a limit of 900 ms is not. */
    const busy = { ...SCENARIO, workload: [{ kind: "uniform", size: "80 MiB", rate: "400 MB/s" }], engine: "qemu-10.2" };
    const goals = { maxDowntime: "1 s", maxTotal: "5 min", runs: 2 };
    const keep = ["auto-converge", "post-copy", "disruption"];

    it("are tried for KubeVirt, with the feature gate to type and the limit", async () => {
      const found = await advise(busy, { ...goals, keep, system: "kubevirt" });
      expect(found.advised?.set.policy, JSON.stringify(found.nearest)).toMatch(/^kubevirt-vep/);
      expect(found.advised?.weight).toBe(2);
      const words = found.words.join("\n");
      expect(words).toMatch(/developerConfiguration\.featureGates: \[Migration(StallDetection|DowntimeTuning)\]/);
      expect(words).toMatch(/ {2}maxDowntimeMs: (900|500)/);
      const tuned = found.triedSettings.filter(({ set }) => set.policy === "kubevirt-vep291");
      expect(tuned.length).toBeGreaterThan(0);
    });

    it("stay as they are where they are kept", async () => {
      const found = await advise(busy, { ...goals, keep: [...keep, "policy"], system: "kubevirt" });
      expect(found.advised).toBeUndefined();
      expect(found.triedSettings.every(({ set }) => set.policy === "kubevirt")).toBe(true);
    });

    it("are virsh's time-outs for libvirt, which change nothing else", async () => {
      const rest = ["multifd", "compression", "downtime-limit", "auto-converge", "post-copy", "xbzrle", "bandwidth"];
      const hot = { ...HOT, engine: { preset: "qemu-10.2", maxBandwidth: "60 MiB/s" } };
      const found = await advise(hot, { maxDowntime: "4 s", maxTotal: "20 s", keep: rest, system: "libvirt", runs: 2 });
      expect(found.advised?.label).toBe("a pause after 10 s");
      expect(found.words[0]).toBe("virsh migrate --live --bandwidth 60 --timeout 10 --timeout-suspend GUEST qemu+ssh://HOST/system");
      const { scenario } = (await rerun(hot, found, 3)) as { scenario: typeof found.scenario };
      const { link, host, engine } = scenario;
      expect({ link, host, engine }).toEqual({ link: found.scenario.link, host: found.scenario.host, engine: found.scenario.engine });
    });
  });

  it.each([
    ["libvirt", SCENARIO, ["virsh migrate --live", "virsh migrate-setmaxdowntime GUEST"]],
    ["qemu", SCENARIO, ["migrate_set_parameter max-bandwidth 20971520B", "migrate -d tcp:HOST:PORT"]],
    ["kubevirt", SCENARIO, ["kind: MigrationPolicy", "  allowAutoConverge: false", "  bandwidthPerMigration: 20Mi"]],
    ["nova", SCENARIO, ["[libvirt]", "live_migration_permit_post_copy = false"]],
    ["proxmox", SCENARIO, ["qm set VMID --migrate_downtime 0.1 --migrate_speed 20"]],
    ["cloud-hypervisor", { ...SCENARIO, engine: "cloud-hypervisor-53" }, ["destination_url=tcp:HOST:PORT,downtime_ms=300"]],
    ["cloud-hypervisor", { ...SCENARIO, engine: "cloud-hypervisor-40" }, ["ch-remote --api-socket SOCKET send-migration tcp:HOST:PORT"]],
    ["xl", { ...SCENARIO, engine: "xen-4.10" }, ["xl migrate GUEST HOST"]],
  ] as const)("ends with the words of %s", async (system, scenario, words) => {
    const found = await advise(scenario, { maxDowntime: "1 s", maxTotal: "2 min", system, runs: 2 });
    expect(found.system).toBe(system);
    for (const text of words) expect(found.words.join("\n")).toContain(text);
  });

  it.each([
    ["a goal that is no time", SCENARIO, { maxDowntime: "soon", maxTotal: "1 min" }, /maxDowntime: expected a time/],
    [
      "goals without a unit and with an unknown one, both in one error",
      SCENARIO,
      { maxDowntime: "1", maxTotal: "5m" },
      /maxDowntime: .*a unit after the number, received "1"[\s\S]*maxTotal: .*"m" is not one of its units/,
    ],
    ["a goal of nothing", SCENARIO, { maxDowntime: 0, maxTotal: "1 min" }, /maxDowntime/],
    ["an unknown name to keep", SCENARIO, { maxDowntime: 1, maxTotal: 9, keep: ["multi-fd"] }, /keep: expected one of bandwidth.*multifd/],
    ["another engine's system", SCENARIO, { maxDowntime: 1, maxTotal: 9, system: "xl" }, /system: expected one of libvirt, kubevirt/],
    [
      "an engine without settings",
      { ...SCENARIO, engine: "simgrid" },
      { maxDowntime: 1, maxTotal: 9 },
      /an engine with settings to advise/,
    ],
  ])("refuses %s", async (_name, scenario, request, message) => {
    await expect(advise(scenario, request)).rejects.toThrow(message);
  });

  it("knows every system", () => {
    expect(SYSTEM_NAMES).toEqual(["libvirt", "kubevirt", "nova", "proxmox", "qemu", "cloud-hypervisor", "xl"]);
  });
});

describe("the command advise", () => {
  const root = mkdtempSync(join(tmpdir(), "advise-"));
  const file = join(root, "guest.json");
  const goals = ["--max-downtime", "150 ms", "--max-total", "10 s"];

  beforeAll(() => {
    requireBuiltPackage();
    writeFileSync(file, JSON.stringify(SCENARIO));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("prints a command that meets the goals, the same whatever the threads", async () => {
    const alone = await runBuiltCommand(["advise", file, ...goals, "--jobs", "1", "--json", "-"]);
    expect(alone, alone.stderr).toMatchObject({ code: 0, stderr: "" });
    const together = await runBuiltCommand(["advise", file, ...goals, "--jobs", "3", "--json", "-"]);
    expect(together.stdout).toBe(alone.stdout);
    const { command, ...found } = JSON.parse(alone.stdout) as { command: string };
    expect(found).toEqual(JSON.parse(JSON.stringify(await advise(SCENARIO, { maxDowntime: "150 ms", maxTotal: "10 s" }))));
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => (quoted ?? plain) as string);
    const typed = joined(words.slice(1));
    const run = await runBuiltCommand([...typed, "--seed", "5", "--quiet", "--json", "-"]);
    const { runs } = JSON.parse(run.stdout) as { runs: { totals: { totalSeconds: number; downtimeSeconds: number } }[] };
    expect(runs[0]?.totals.totalSeconds).toBeLessThanOrEqual(10);
    expect(runs[0]?.totals.downtimeSeconds).toBeLessThanOrEqual(0.15);
  });

  it("writes a report whose command gives the same advice again from what it saves", async () => {
    const report = join(root, "report.html");
    const set = ["--set", "link.bandwidth=2 Gbit/s"];
    const first = await runBuiltCommand(["advise", file, ...goals, ...set, "--runs", "2", "--json", "-", "--report", report]);
    expect(first, first.stderr).toMatchObject({ code: 0, stderr: "" });
    const html = readFileSync(report, "utf8");
    expect(html).toContain("virsh migrate --live");
    expect(html).toContain("xenvmc-sim advise scenario.json --max-downtime '150 ms'");
    const [, saved = ""] = html.match(/href="data:application\/json;charset=utf-8,([^"]*)" download="scenario.json"/) ?? [];
    const again = join(root, "scenario.json");
    writeFileSync(again, decodeURIComponent(saved.replaceAll("&amp;", "&")));
    const second = await runBuiltCommand(["advise", again, ...goals, "--runs", "2", "--json", "-"]);
    const without = ({ stdout }: { stdout: string }) => ({ ...JSON.parse(stdout), command: "" });
    expect(without(second)).toEqual(without(first));
  });

  it("says what to type, and what stands in the way", async () => {
    const met = await runBuiltCommand(["advise", file, ...goals]);
    expect(met.stdout).toContain("10 of 10 runs");
    expect(met.stdout).toContain("virsh migrate --live");
    const missed = await runBuiltCommand([
      "advise",
      file,
      "--max-downtime",
      "1s",
      "--max-total",
      "1s",
      "--keep",
      "compression,post-copy,xbzrle",
    ]);
    expect(missed.code).toBe(0);
    expect(missed.stdout).toContain("In the way (link):");
    expect(missed.stdout).toContain("Do not migrate it live with these goals.");
  });
});

/** `path=` and the quoted value after it are one word of a shell. */
function joined(words: readonly string[]): string[] {
  const found: string[] = [];
  for (const word of words) {
    if (found.at(-1)?.endsWith("=")) found.push(`${found.pop()}${word}`);
    else found.push(word);
  }
  return found;
}
