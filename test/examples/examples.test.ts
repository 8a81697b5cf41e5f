import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Engine, type RunResult, type StopPolicy, simulate } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";

const FOLDER = new URL("../../examples/", import.meta.url);
const loadText = (path: string): string => readFileSync(new URL(path, FOLDER), "utf8");

/** Stop, rounds, pages sent and distinct dirty pages of the first run: the same on every machine. */
const EXPECTED: Readonly<Record<string, readonly [string, number, number, number]>> = {
  "classic-skip.yaml": ["max-iterations", 30, 1152141, 116485],
  "cloud-hypervisor.yaml": ["cancelled", 25, 8853213, 7011493],
  "engines-side-by-side.yaml": ["downtime-met", 5, 295234, 33090],
  "expected.yaml": ["max-iterations", 6, 1127996.6926158587, 79420.69261585876],
  "job-that-ends.yaml": ["max-iterations", 6, 307654, 45510],
  "kvm-auto-converge.yaml": ["downtime-met", 21, 1322734, 1060590],
  "kvm-background-snapshot.yaml": ["snapshot", 1, 1048576, 0],
  "kvm-dirty-limit.yaml": ["downtime-met", 9, 587661, 325517],
  "kvm-idle-guest.yaml": ["downtime-met", 3, 2097508, 356],
  "kvm-live-update.yaml": ["snapshot", 0, 0, 0],
  "kvm-multifd.yaml": ["downtime-met", 3, 1069412, 20836],
  "kvm-postcopy.yaml": ["postcopy", 3, 327365, 65221],
  "kvm-stop-policies.yaml": ["timeout", 678, 5152868, 4903839],
  "kvm-xbzrle.yaml": ["downtime-met", 6, 323704, 61560],
  "measured-presets.yaml": ["max-iterations", 6, 300776, 38632],
  "operator-256-gib.yaml": ["timeout", 10, 137823977, 77154873],
  "phases.yaml": ["max-iterations", 6, 431490, 169346],
  "sweep-never-converges.yaml": ["max-iterations", 11, 786432, 655360],
  "terabyte.yaml": ["max-iterations", 6, 411074485, 142639029],
  "trace.yaml": ["dirty-threshold", 4, 17351, 967],
  "web-server.yaml": ["max-iterations", 6, 1128028, 79452],
  "web-vm-leaves-database.yaml": ["max-iterations", 6, 271656, 9512],
};

describe("the examples", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

  it("are all known here", () => {
    expect(files.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(files)("%s gives its pinned result", async (file) => {
    const scenario = parseScenario(loadText(file), { fileName: file, loadText });
    const { runs } = await simulate(scenario);
    const first = runs[0];
    expect([first?.stop.kind, first?.totals.rounds, first?.totals.pagesSent, first?.totals.pagesDirtied]).toEqual(EXPECTED[file]);
  });
});

describe("the example of stop policies", () => {
  const FILE = "kvm-stop-policies.yaml";
  const outcome = async (
    overrides: readonly string[],
    createPolicy?: () => StopPolicy,
  ): Promise<readonly (string | number | undefined)[]> => {
    const scenario = parseScenario(loadText(FILE), { fileName: FILE, loadText, overrides });
    const { runs } = await simulate(scenario, createPolicy ? { createPolicy } : {});
    return [runs[0]?.stop.kind, runs[0]?.totals.rounds];
  };

  it.each([
    ["kubevirt-vep248", "downtime-met", 179],
    ["kubevirt-vep291", "downtime-met", 104],
    ["proxmox", "downtime-met", 8],
    ["libvirt", "timeout", 678],
  ])("ends under %s as stated in its header", async (policy, kind, rounds) => {
    expect(await outcome([`policy=${policy}`])).toEqual([kind, rounds]);
  });

  it("ends under the user's own policy", async () => {
    const { createPolicy }: { createPolicy: () => StopPolicy } = await import(new URL("own-policy.js", FOLDER).href);
    expect(await outcome([], createPolicy)).toEqual(["policy", 131]);
  });
});

describe("the operator's example", () => {
  const FILE = "operator-256-gib.yaml";
  const MULTIFD = "maxBandwidth: 0, multifd: { channels: 8 }";

  it.each([
    ["engine=qemu-10.2", 3600, 0, "bandwidth-limit"],
    ["engine={ preset: qemu-10.2, maxBandwidth: 0 }", 152, 283, "sender"],
    [`engine={ preset: qemu-10.2, ${MULTIFD} }`, 79.5, 293, "link"],
    [`engine={ preset: qemu-10.2, ${MULTIFD}, downtimeLimit: 900 ms }`, 79.4, 909, "link"],
    ["engine={ preset: qemu-10.2, maxBandwidth: 0, autoConverge: true }", 152, 322, "sender"],
    [`engine={ preset: qemu-10.2, ${MULTIFD}, postcopy: { afterSyncs: 1 } }`, 87.7, 4300, "link"],
    ["policy=kubevirt", 79.5, 293, "link"],
    ["policy=nova", 152, 45.9, "sender"],
    ["policy=proxmox", 306, 70, "sender"],
  ] as const)("with %s takes %d s and pauses for %d ms, as its header says", async (setting, seconds, milliseconds, kind) => {
    const scenario = parseScenario(loadText(FILE), { fileName: FILE, loadText, overrides: [setting] });
    const [run] = (await simulate(scenario)).runs as [RunResult];
    expect(Math.abs(run.totals.totalSeconds / seconds - 1)).toBeLessThan(0.005);
    expect(Math.abs(run.totals.downtimeSeconds * 1000 - milliseconds)).toBeLessThanOrEqual(0.01 * milliseconds);
    expect(run.ruledBy[0]?.kind).toBe(kind);
  });
});

describe("the example of an own engine", () => {
  const library = () => import("../../src/index.js");
  const createOwn = async () => {
    const { createEngine } = (await import(new URL("own-engine.js", FOLDER).href)) as { createEngine: (library: object) => Engine };
    return createEngine(await library());
  };

  it("moves the guest when the dirty pages take no longer than 300 ms to send", async () => {
    const scenario = parseScenario(loadText("web-server.yaml"), { fileName: "web-server.yaml", loadText, overrides: ["runs=1"] });
    const { runs } = await simulate(scenario, { engine: await createOwn() });
    const [run] = runs as [RunResult];
    expect(run.engine).toBe("own-engine");
    expect(run.stop).toMatchObject({ kind: "downtime-met", converged: true });
    const lastDirtyPages = run.rounds.at(-3)?.pagesDirtied ?? Number.NaN;
    expect((lastDirtyPages * 4096) / scenario.link.goodputBytesPerSecond).toBeLessThanOrEqual(0.3);
    expect(run.totals.downtimeSeconds).toBeGreaterThan((lastDirtyPages * 4096) / scenario.link.goodputBytesPerSecond);
  });

  it("stops waiting after eight passes of a guest that writes faster", async () => {
    const overrides = ["workload=[{ kind: uniform, size: 256 MiB, rate: 200 k/s }]", "runs=1"];
    const scenario = parseScenario(loadText("web-server.yaml"), { fileName: "web-server.yaml", loadText, overrides });
    const { runs } = await simulate(scenario, { engine: await createOwn() });
    expect(runs[0]?.stop).toMatchObject({ kind: "max-iterations", converged: false });
    expect(runs[0]?.rounds.filter(({ live }) => live)).toHaveLength(8);
  });
});
