import stringWidth from "fast-string-width";
import { describe, expect, it } from "vitest";
import { formatTable } from "../../src/output/table.js";
import type { FlowReport } from "../../src/result/result.js";
import { resultFixture, roundFixture, runFixture, TWO_ROUNDS } from "../support/result-fixture.js";

const WIDTHS = [20, 40, 60, 80, 100, 132, 200];

describe("formatTable", () => {
  it("shows the rounds, the reason to stop and the totals with their units", () => {
    const text = formatTable(resultFixture(), { width: 100 });
    expect(text).toContain("xen-4.10 moves 1.0 GiB in pages of 4.0 KiB over 1.0 Gbit/s (goodput 118 MB/s, latency 100 us)");
    expect(text).toContain("    0  runs       0 s    9.21 s  262,144     262,144      1.0 GiB    8,192  889 pages/s");
    expect(text).toContain("    1  paused");
    expect(text).toContain("Did not converge (max-iterations): The limit of 5 live rounds was reached with 8,192 pages left.");
    expect(text).toContain("Total time   20.5 s = live 20.2 s + downtime 320 ms");
    expect(text).toContain("Downtime     320 ms = suspend 20.0 ms + last copy 290 ms + state and handshakes 10.0 ms");
  });

  it.each(WIDTHS)("fits into %i columns, whatever the name", (width) => {
    const wide = { ...resultFixture(), scenario: { ...resultFixture().scenario, name: `${"仮想マシン".repeat(20)} ${"x".repeat(90)}` } };
    const several = resultFixture([runFixture(0, TWO_ROUNDS), runFixture(1, TWO_ROUNDS)]);
    for (const result of [resultFixture(), wide, several]) {
      const lines = formatTable(result, { width }).split("\n");
      const limit = Math.max(width, 27); // The columns that always stay are 27 wide.
      expect(lines.filter((line) => stringWidth(line) > limit)).toEqual([]);
    }
  });

  it("keeps the most important columns in 40", () => {
    expect(formatTable(resultFixture(), { width: 40 })).toContain("Round  Duration  Pages sent  Dirtied\n");
  });

  it("has columns for skipped and zero pages only if there are any", () => {
    expect(formatTable(resultFixture())).not.toMatch(/Skipped|Zero|Throttle/);
    const rounds = [roundFixture(0, { pagesSkipped: 5, zeroPages: 7, throttleRatio: 0.2 })];
    expect(formatTable(resultFixture([runFixture(0, rounds)]), { width: 200 })).toMatch(/Skipped.*Zero.*Throttle/);
  });

  it("says how many rounds of a long list it leaves out", () => {
    const rounds = Array.from({ length: 1000 }, (_, index) => roundFixture(index, { pagesSent: 1 }));
    const text = formatTable(resultFixture([runFixture(0, rounds)]));
    expect(text).toContain("... 964 more ...");
    expect(text).toMatch(/\n {2}999 {2}/);
  });

  it("shows the spread over several runs", () => {
    const text = formatTable(resultFixture([0, 1, 2].map((run) => runFixture(run, TWO_ROUNDS))), { width: 120 });
    expect(text).toContain("Run 0, one of 3");
    expect(text).toContain("All 3 runs: 0 converged, 3 did not");
    expect(text).toMatch(/Total time +20\.5 s +100 ms +20\.4 s +20\.5 s +20\.6 s +20\.3 \.\. 20\.7 s/);
  });

  it("says how many of several runs did not move the guest", () => {
    const given = runFixture(1, TWO_ROUNDS);
    const runs = [runFixture(0, TWO_ROUNDS), { ...given, stop: { ...given.stop, kind: "timeout" as const } }];
    expect(formatTable(resultFixture(runs))).toContain("1 of 2 runs did not move the guest; the means include them");
    expect(formatTable(resultFixture([given, given]))).not.toContain("did not move");
  });

  it("says after the reason to stop why a channel is a what-if", () => {
    const report = { bytesMoved: 0, throughputBytesPerSecond: 0, roundTripSeconds: 0, dom0CpuCount: 0, flows: [], series: [], events: [] };
    const run = {
      ...runFixture(0, TWO_ROUNDS),
      channel: { kind: "xenvmc", label: "XenVMC", ...report, whatIf: "A what-if: so it is." } as const,
    };
    expect(formatTable(resultFixture([run]))).toMatch(/Did not converge .*\nA what-if: so it is\.\n\nTotal time/);
  });

  it("says after the reason to stop what a late tear-down did, and in how many runs", () => {
    const report = {
      kind: "xenvmc",
      label: "XenVMC",
      bytesMoved: 0,
      throughputBytesPerSecond: 0,
      roundTripSeconds: 0,
      dom0CpuCount: 0,
    } as const;
    const faulty = {
      ...runFixture(0, TWO_ROUNDS),
      channel: { ...report, fault: "the rings went too late", flows: [], series: [], events: [] },
    };
    const alone = formatTable(resultFixture([faulty]));
    expect(alone).toMatch(/Did not converge .*\nFault of the channel: the rings went too late\n/);
    expect(formatTable(resultFixture([faulty, runFixture(1, TWO_ROUNDS)]))).toContain("1 of 2 runs have a fault of the channel\n");
    expect(formatTable(resultFixture([runFixture(0, TWO_ROUNDS), runFixture(1, TWO_ROUNDS)]))).not.toContain("ault of the channel");
  });

  it("says of volumes and of flows that cause page writes when they were done, and how fast they were", () => {
    const report = { bytesMoved: 0, throughputBytesPerSecond: 0, roundTripSeconds: 0, dom0CpuCount: 0, series: [], events: [] };
    const flow = (index: number, fields: object): FlowReport => ({
      peer: "database",
      flow: index,
      mode: "open",
      messageBytes: 1000,
      deliveredBytes: 0,
      throughput: {},
      ...fields,
    });
    const rate = (bytesPerSecond: number) => ({ bytesPerSecond, messagesPerSecond: bytesPerSecond / 1000 });
    const shown = (flows: readonly FlowReport[]): string => {
      const channel = { kind: "xenvmc", label: "XenVMC", ...report, flows } as const;
      return formatTable(resultFixture([{ ...runFixture(0, TWO_ROUNDS), channel }]), { width: 200 });
    };
    const throughput = { before: rate(2.2e9), during: rate(1.5e9), switching: rate(3e6) };
    const volume = flow(0, { mode: "volume", completedSeconds: 4.5, throughput });
    expect(shown([volume])).toContain(
      "Application  database: done at 4.50 s; 2.2 GB/s (2,200,000 messages/s) before, 1.5 GB/s (1,500,000 messages/s) during the copy, " +
        "3.0 MB/s (3,000 messages/s) in the switch\n",
    );
    expect(shown([volume, flow(1, { tied: true, throughput: { after: rate(5e6) } }), flow(2, {})])).toMatch(
      /\nApplication {2}database, flow 0: done at 4\.50 s; .*\n {13}database, flow 1: 5\.0 MB\/s \(5,000 messages\/s\) after it\n(?! {13})/,
    );
    expect(shown([flow(0, { mode: "volume" })])).toContain("Application  database: never done\n");
    expect(shown([flow(0, {})])).not.toContain("Application");
  });

  it("says so if the guest was never paused", () => {
    const run = runFixture(0, [roundFixture(0)]);
    const stopped = { ...run, totals: { ...run.totals, downtimeSeconds: 0 } };
    expect(formatTable(resultFixture([stopped]))).toContain("Downtime     none: the guest was never paused");
  });

  it("says what the migration took from the guest if it took more than the pause", () => {
    const run = runFixture(0, [roundFixture(0)]);
    expect(formatTable(resultFixture([run]))).not.toContain("Guest time");
    const guest = { ...run.guest, throttlingSeconds: 2.1, writeFaultSeconds: 0.8 };
    const slowed = { ...run, totals: { ...run.totals, guestTimeTakenSeconds: 3.2 }, guest };
    expect(formatTable(resultFixture([slowed]))).toContain(
      "Guest time   3.20 s taken = throttling 2.10 s + write faults 800 ms + pause 300 ms\n",
    );
  });

  it("tells what sources with threads lost, where threads waited for pages", () => {
    const run = runFixture(0, [roundFixture(0)]);
    const threads = { workload: [0, 2], threads: 16, waits: 1200, waitSeconds: 1.6, lostSeconds: 0.125, speed: [] };
    const idle = { ...threads, workload: [1], waits: 0, waitSeconds: 0 };
    const text = formatTable(resultFixture([{ ...run, guest: { ...run.guest, threads: [threads, idle] } }]));
    expect(text).toContain("Threads      16 of workload 0, 2 waited 1,200 times, 1.60 s in all; 125 ms of work lost\n");
    expect(text.match(/^Threads/gm)).toHaveLength(1);
  });

  it("removes terminal control sequences from names", () => {
    const scenario = { ...resultFixture().scenario, name: "a\u001b[2J\u0007b\nc\u202ed\ud800" };
    expect(formatTable({ ...resultFixture(), scenario })).toMatch(/^a \[2J b c d\n/u);
  });

  it("uses colour only when it is given a style", () => {
    const mark = (text: string): string => `<${text}>`;
    const style = { title: mark, faint: mark, good: mark, warning: mark };
    expect(formatTable(resultFixture())).not.toContain("<");
    expect(formatTable(resultFixture(), { style })).toContain("<a web server>");
  });
});
