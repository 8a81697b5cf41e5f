import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FleetResult } from "../../src/fleet.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const FLEET = `
version: 1
name: two that talk
hosts: { a: { link: 1 Gbit/s }, b: { link: 1 Gbit/s } }
guests:
  - { name: web, on: a, vm: { memory: 64 MiB }, peers: [{ guest: database, flows: [{ message: 4 KiB, send: 1 MB/s, receive: 20 MB/s }] }] }
  - { name: database, on: a, vm: { memory: 128 MiB } }
plans:
  web first: { moves: [{ guest: web, to: b }, { guest: database, to: b }] }
  database first: { moves: [{ guest: database, to: b }, { guest: web, to: b }] }
`;

function fleetFile(text = FLEET): string {
  const path = join(temporaryDirectory(), "fleet.yaml");
  writeFileSync(path, text);
  return path;
}

describe("xenvmc-sim fleet", () => {
  it("says first which plan is best in what, then has a table of plans and one of guests for each", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["fleet", fleetFile()]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^two that talk\nseed 1, /);
    expect(stdout.replace(/\s+/g, " ")).toContain('Plan "database first" ends first (');
    expect(stdout).toMatch(/^Plan +Makespan +Pages sent/m);
    expect(stdout).toMatch(/^web first: 2 guests move in .* s; the longest downtime is /m);
    expect(stdout).toMatch(/^Ruled by: the card of a was \d+ % used; database ended last: The link set the pace/m);
    expect(stdout.match(/^Guest +/gm)).toHaveLength(2);
  });

  it("names no plan where there is one, and no partner where nobody talks", async () => {
    const alone =
      "version: 1\nhosts: { a: { link: 1 Gbit/s }, b: { link: 1 Gbit/s } }\nguests: [{ name: web, on: a, vm: { memory: 64 MiB } }]\nplan: { drain: a, to: b }\n";
    const { stdout } = await runCommand(["fleet", "-"], { input: alone });
    expect(stdout).toMatch(/^1 guest moves in \d+ ms; the longest downtime is [\d.]+ ms\.$/m);
    expect(stdout).not.toMatch(/apart for|best|Plan/);
  });

  it("writes JSON and CSV of the same figures, with full precision", async () => {
    const [json, csv] = [join(temporaryDirectory(), "fleet.json"), join(temporaryDirectory(), "fleet.csv")];
    const { exitCode, stdout } = await runCommand(["fleet", fleetFile(), "--json", json, "--csv", csv, "--quiet"]);
    expect([exitCode, stdout]).toEqual([0, ""]);
    const { plans } = JSON.parse(readFileSync(json, "utf8")) as FleetResult;
    const [header = "", ...rows] = readFileSync(csv, "utf8").trimEnd().split("\n");
    const cells = rows.map((row) => Object.fromEntries(row.split(",").map((cell, index) => [header.split(",")[index], cell])));
    const guests = plans.flatMap((plan) =>
      plan.guests.map((guest) => ({ ...guest, plan: plan.name, makespanSeconds: plan.makespanSeconds })),
    );
    expect(
      cells.map(({ plan, guest, pagesSent, endSeconds, makespanSeconds }) => [plan, guest, pagesSent, endSeconds, makespanSeconds]),
    ).toEqual(
      guests.map(({ plan, name, totals, endSeconds, makespanSeconds }) => [
        plan,
        name,
        ...[totals.pagesSent, endSeconds, makespanSeconds].map(String),
      ]),
    );
  });

  it("gives means with intervals of --runs, a row for each guest and run, and says what is not told apart", async () => {
    const csv = join(temporaryDirectory(), "fleet.csv");
    const { exitCode, stdout } = await runCommand(["fleet", fleetFile(), "--runs", "3", "--csv", csv]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^3 runs, seed 1, /m);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/Plan "database first" ends first \([\d.]+ ± [\d.]+ s\)/);
    expect(stdout).toMatch(/^database first +[\d.]+ ± [\d.]+ s +[\d,]+ ± /m);
    expect(stdout).toMatch(/^web +always +/m);
    expect(stdout).toMatch(/^±: 95 % interval/m);
    const rows = readFileSync(csv, "utf8").trimEnd().split("\n").slice(1);
    expect(rows.map((row) => row.split(",").slice(0, 3).join(" "))).toContain("web first 2 web");
    expect(rows).toHaveLength(2 * 3 * 2);
  });

  it("writes a report with a figure of the migrations and one for each link of each plan", async () => {
    const report = join(temporaryDirectory(), "fleet.html");
    const path = fleetFile();
    const { exitCode } = await runCommand(["fleet", path, "--set", "timeout=1 h", "--report", report, "--quiet"]);
    expect(exitCode).toBe(0);
    const html = readFileSync(report, "utf8");
    const headings = [...html.matchAll(/<h3 id="([^"]+)">([^<]+)/g)].map(([, id, words]) => `${id} ${words}`);
    expect(headings).toEqual(
      ["web first", "database first"].flatMap((plan, index) => [
        `gantt-${index} Migrations over time, ${plan}`,
        `link-${index}-0 Use of the link of a, ${plan}`,
        `link-${index}-1 Use of the link of b, ${plan}`,
      ]),
    );
    expect(html).toContain(`xenvmc-sim fleet ${path} --set &#39;timeout=1 h&#39;`.replaceAll("&#39;", "'"));
    expect(html).toContain("&quot;timeout&quot;: &quot;1 h&quot;");
  });

  it("takes --set and --seed", async () => {
    const { stdout } = await runCommand([
      "fleet",
      fleetFile(),
      "--set",
      "channel=xenvmc",
      "--set",
      "guests[1].vm.memory=32 MiB",
      "--seed",
      "7",
      "--json",
      "-",
    ]);
    const { seed, plans } = JSON.parse(stdout) as FleetResult;
    expect(seed).toBe(7);
    expect(plans[0]?.pairs[0]?.mode).toBe("local");
    expect(plans[0]?.guests.find(({ name }) => name === "database")?.totals.pagesSent).toBeLessThan(10_000);
  });

  it("lists every fault with its place, and writes nothing", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["fleet", "-"], {
      input: FLEET.replace("64 MiB", "64 MB/s").replace("guest: web, to: b", "guest: wep, to: b"),
    });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/standard input:\d+:\d+: guests\[0\]\.vm\.memory: expected/);
    expect(stderr).toMatch(/standard input:\d+:\d+: plans\["web first"\]\.moves\[0\]\.guest: expected .* did you mean web\?/);
  });

  it("ends at an interrupt with nothing written", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["fleet", fleetFile()], { signal: AbortSignal.abort() });
    expect([exitCode, stdout]).toEqual([130, ""]);
    expect(stderr).toContain("nothing was written");
  });

  it("reads the traces of its guests, relative to the file, and names a missing one where it is named", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "writes.csv"), "seconds,page\n0.01,5\n0.02,6\n0.03,7\n");
    const fleetWith = (file: string): string => {
      const path = join(directory, "fleet.yaml");
      const guest = `{ name: web, on: a, vm: { memory: 64 MiB }, workload: [{ kind: trace, file: ${file} }] }`;
      writeFileSync(
        path,
        `version: 1\nhosts: { a: { link: 1 Gbit/s }, b: { link: 1 Gbit/s } }\nguests: [${guest}]\nplan: { drain: a, to: b }\nhost: { suspendDirtyPages: 0, setupDirtyPages: 0 }\n`,
      );
      return path;
    };
    const { exitCode, stdout } = await runCommand(["fleet", fleetWith("writes.csv"), "--json", "-"]);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as FleetResult).plans[0]?.guests[0]?.totals.pagesDirtied).toBe(3);
    const missing = await runCommand(["fleet", fleetWith("none.csv")]);
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringMatching(/guests\[0\]\.workload\[0\]\.file/)]);
  });

  it("says what was tried again and what never left", async () => {
    const guests = `
  - { name: busy, on: a, vm: { memory: 64 MiB }, workload: [{ kind: uniform, size: 48 MiB, rate: 200 k/s }] }
  - { name: idle, on: a, vm: { memory: 96 MiB } }`;
    const hosts = "{ a: { link: 1 Gbit/s }, b: { link: 1 Gbit/s, memory: 64 MiB } }";
    const plan = "{ moves: [{ guest: busy, to: b }, { guest: idle, to: b }], retries: 1 }";
    const text = `version: 1\nhosts: ${hosts}\nguests:${guests}\nplan: ${plan}\nengine: qemu-10.0\ntimeout: 2 s\n`;
    const { stdout } = await runCommand(["fleet", fleetFile(text)]);
    const flat = stdout.replace(/\s+/g, " ");
    expect(flat).toContain("busy: tried again, once in all. idle never left for b: host b never had room for its memory.");
    const { stdout: csv } = await runCommand(["fleet", fleetFile(text), "--csv", "-"]);
    const [header, row] = csv.split("\n").map((line) => line.split(","));
    expect(row?.[header?.indexOf("attempts") ?? -1]).toBe("2");
  });
});
