import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.js";

const SCENARIO = `
version: 1
name: a guest, moved
vm: { memory: 16 MiB }
workload: [{ kind: uniform, size: 1 MiB, rate: 2 k/s }]
link: { bandwidth: 1 Gbit/s }
peers: [{ name: database, place: source, flows: [{ message: 4 KiB, send: 1 MB/s, receive: 1 MB/s }, { mode: volume, message: 4 KiB, receive: 1 MB, reader: 0 }] }]
channel: xenvmc-modified
runs: 2
`;

describe("run --runs-csv", () => {
  it("has one row per run, with what was set, totals, phases and the channel", async () => {
    const argv = ["run", "-", "--set", "link.bandwidth=2 Gbit/s", "--runs-csv", "-", "--set", "seed=7"];
    const { exitCode, stdout } = await runCommand(argv, { input: SCENARIO });
    expect(exitCode).toBe(0);
    const [header = "", ...rows] = stdout.trimEnd().split("\n");
    const names = header.split(",");
    expect(names.slice(0, 6)).toEqual(["name", "link.bandwidth", "seed", "run", "engine", "stop"]);
    expect(rows).toHaveLength(2);
    for (const [index, row] of rows.entries()) {
      expect(row.startsWith(`"a guest, moved",2 Gbit/s,7,${index},xen-4.10,`)).toBe(true);
      const cells = row.replace(/^"[^"]*"/, "name").split(",");
      expect(cells).toHaveLength(names.length);
      const cell = (name: string): string => cells[names.indexOf(name)] ?? "";
      const [total = 0, downtime = 0] = [Number(cell("totalSeconds")), Number(cell("downtimeSeconds"))];
      expect(total).toBeGreaterThan(downtime);
      expect(cell("ruledBy")).toBe("link");
      expect(cell("guest.pauseSeconds")).toBe(cell("guestTimeTakenSeconds"));
      expect([cell("guest.throttlingSeconds"), cell("guest.loggingSeconds"), cell("guest.pageWaitSeconds")]).toEqual(["0", "0", "0"]);
      expect([cell("channel.kind"), cell("channel.reconstruction")]).toEqual(["xenvmc-modified", "true"]);
      expect(Number(cell("channel.before.throughputBytesPerSecond"))).toBeCloseTo(2e6, 0);
      for (const stage of ["before", "during", "after"]) expect(Number(cell(`database[0].${stage}.bytesPerSecond`))).toBeCloseTo(2e6, -1);
      expect([cell("database[1].completedSeconds"), cell("database[1].deliveredBytes"), cell("database[1].before.bytesPerSecond")]).toEqual(
        ["", "0", "0"],
      );
    }
  });
});
