/** Tournaments: cells equal runs, regret is the distance from the best, names are checked. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policiesPage } from "../../scripts/policies-page.js";
import { joinTournaments, TOURNAMENT_ARENA, type Tournament, tournament } from "../../src/advice.js";
import { simulate } from "../../src/simulation/simulate.js";
import { runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";

const REQUEST = {
  policies: ["libvirt", "nova", "cloud-hypervisor"],
  workloads: ["xen-idle-pv512", "specweb99-800"],
  bandwidths: ["1 Gbit/s", "25 Gbit/s"],
};

let found: Tournament;
beforeAll(async () => {
  found = await tournament(undefined, REQUEST);
});

describe("a tournament", () => {
  it("has in each cell what run has", async () => {
    expect(found.cells).toHaveLength(3 * 2 * 2);
    for (const cell of found.cells) {
      const { runs } = await simulate({
        ...TOURNAMENT_ARENA,
        vm: { memory: cell.guest === "specweb99-800" ? "800 MiB" : "512 MiB" },
        workload: [{ kind: "preset", name: cell.guest }],
        link: { ...TOURNAMENT_ARENA.link, bandwidth: cell.bandwidth },
        policy: cell.policy,
        fidelity: cell.fidelity,
      } as never);
      expect(cell.stop).toBe(runs[0]?.stop.kind);
      if (!cell.moved) continue;
      expect(cell.totalSeconds).toBe(runs[0]?.totals.totalSeconds);
      expect(cell.downtimeSeconds).toBe(runs[0]?.totals.downtimeSeconds);
    }
  });

  it("has regret as the distance from the best of each guest and link", () => {
    for (const guest of REQUEST.workloads) {
      for (const bandwidth of REQUEST.bandwidths) {
        const own = found.cells.filter((cell) => cell.guest === guest && cell.bandwidth === bandwidth && cell.moved);
        const best = Math.min(...own.map(({ totalSeconds }) => totalSeconds as number));
        const regrets = own.map(({ totalRegretSeconds }) => totalRegretSeconds as number);
        expect(Math.min(...regrets)).toBe(0);
        for (const cell of own) expect(cell.totalRegretSeconds).toBe((cell.totalSeconds as number) - best);
      }
    }
  });

  it("counts a failure as avoidable only where another policy moved the guest", async () => {
    const scenario = {
      ...TOURNAMENT_ARENA,
      vm: { memory: "256 MiB" },
      workload: [{ kind: "uniform", size: "200 MiB", rate: "400 MB/s" }],
      timeout: "1 min",
    };
    const ownPolicies = [
      { name: "at once", createPolicy: () => () => "stop" as const },
      { name: "never", createPolicy: () => () => "abort" as const },
    ];
    const { standings, cells } = await tournament(scenario, { policies: ["libvirt"], ownPolicies, bandwidths: ["1 Gbit/s"] });
    const standing = (policy: string) => standings.find((each) => each.policy === policy);
    expect(standing("at once")).toMatchObject({ moved: 1, avoidableFailures: 0, meanTotalRegretSeconds: 0 });
    expect(standing("libvirt")).toMatchObject({ moved: 0, avoidableFailures: 1 });
    expect(standings[0]?.policy).toBe("at once");
    const failed = joinTournaments([{ cells: cells.filter(({ policy }) => policy !== "at once") } as unknown as Tournament]);
    expect(failed.standings.map(({ avoidableFailures }) => avoidableFailures)).toEqual([0, 0]);
  });

  it("gives every policy the settings of the scenario of one's own", async () => {
    const own = {
      version: 1,
      vm: { memory: "64 MiB" },
      workload: [{ kind: "uniform", size: "8 MiB", rate: "20 MB/s" }],
      link: { bandwidth: "1 Gbit/s" },
      engine: "qemu-10.2",
    };
    const { cells, standings } = await tournament(own, { bandwidths: ["1 Gbit/s", "10 Gbit/s"] });
    expect(standings).toHaveLength(7);
    expect(standings.map(({ moved }) => moved)).toEqual(Array(7).fill(2));
    const engine = { preset: "qemu-10.2", autoConverge: false, xbzrle: false, multifd: false, maxBandwidth: "128 MiB/s" };
    for (const policy of ["proxmox", "kubevirt"] as const) {
      const link = { bandwidth: "10 Gbit/s", transport: "tcp" } as const;
      const { runs } = await simulate({ ...own, engine, link, host: "libvirt-kvm", policy, fidelity: "expected" } as never);
      const cell = cells.find((each) => each.policy === policy && each.bandwidth === "10 Gbit/s");
      expect(cell?.totalSeconds).toBe(runs[0]?.totals.totalSeconds);
    }
    // Named by its policy, the scenario has what that brings.
    const fast = await tournament({ ...own, policy: "kubevirt" }, { policies: ["libvirt"], bandwidths: ["10 Gbit/s"] });
    const slow = cells.find((each) => each.policy === "libvirt" && each.bandwidth === "10 Gbit/s");
    expect(fast.cells[0]?.totalSeconds).toBeLessThan(slow?.totalSeconds as number);
  });

  it("runs on an own scenario the policies that its engine has", async () => {
    const own = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" }, engine: "xen-4.10" };
    const { cells } = await tournament(own, { bandwidths: ["1 Gbit/s"] });
    expect(cells.map(({ policy }) => policy)).toEqual(["cloud-hypervisor"]);
    await expect(tournament({ ...own, engine: "firecracker" }, {})).rejects.toThrow(/policy/);
  });

  it("joins tournaments into what one alone gives", async () => {
    const parts = await Promise.all(REQUEST.workloads.map((name) => tournament(undefined, { ...REQUEST, workloads: [name] })));
    expect(joinTournaments(parts).standings).toEqual(found.standings);
  });

  it.each([
    ["an unknown policy", { policies: ["novaa"] }, /policies: expected one of kubevirt.*did you mean nova/],
    ["an unknown workload", { workloads: ["quake4"] }, /workloads: expected one of/],
    ["a bandwidth that is none", { ...REQUEST, bandwidths: ["fast"] }, /link\.bandwidth/],
  ])("refuses %s", async (_name, request, message) => {
    await expect(tournament(undefined, request)).rejects.toThrow(message);
  });
});

function publishedCells(): Tournament["cells"] {
  const lines = readFileSync("docs/policies-judged.ndjson", "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Tournament["cells"][number]);
}

describe("docs/policies-judged.md", () => {
  it("has the tables of its cells", () => {
    const cells = publishedCells();
    expect(readFileSync("docs/policies-judged.md", "utf8")).toBe(policiesPage({ cells }));
  });

  it("has cells that this version gives", async () => {
    const cells = publishedCells();
    for (const cell of found.cells) {
      const same = (each: Tournament["cells"][number]) =>
        each.guest === cell.guest && each.bandwidth === cell.bandwidth && each.policy === cell.policy;
      const published = cells.find(same);
      expect(published?.totalSeconds, JSON.stringify(cell)).toBe(cell.totalSeconds);
      expect(published?.downtimeSeconds).toBe(cell.downtimeSeconds);
      expect(published?.stop).toBe(cell.stop);
    }
  });
});

describe("the command tournament", () => {
  const root = mkdtempSync(join(tmpdir(), "tournament-"));
  const policy = join(root, "at-once.mjs");

  beforeAll(() => {
    requireBuiltPackage();
    writeFileSync(policy, 'export default () => "stop";\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("gives the same bytes whatever the threads, with an own policy", async () => {
    const args = ["tournament", "nova", "--policy", policy, "--workloads", "quake3,oltp-osdb,idle-linux", "--json", "-"];
    const alone = await runBuiltCommand([...args, "--jobs", "1"]);
    expect(alone, alone.stderr).toMatchObject({ code: 0, stderr: "" });
    expect((await runBuiltCommand([...args, "--jobs", "2"])).stdout).toBe(alone.stdout);
    const { standings } = JSON.parse(alone.stdout) as Tournament;
    expect(standings.map((each) => each.policy).sort()).toEqual([policy, "nova"].sort());
    expect(standings.find((each) => each.policy === policy)?.moved).toBe(12);
  });

  it("runs policies on scenarios given", async () => {
    const { code, stdout } = await runBuiltCommand([
      "tournament",
      "libvirt",
      "--policy",
      policy,
      ...["--scenario", "examples/kvm-idle-guest.yaml", "--scenario", "examples/kvm-xbzrle.yaml"],
      "--bandwidths",
      "1 Gbit/s",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/libvirt +\d of 2/);
    expect(stdout).toMatch(/at-once\.mjs +2 of 2/);
  });

  it("refuses a policy's name as a module", async () => {
    const { code, stderr } = await runBuiltCommand(["tournament", "--policy", "nova"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--policy: expected a JavaScript module");
  });
});
