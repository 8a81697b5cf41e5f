/** Faults of sources that are tied to traffic, and what they resolve to. */
import { describe, expect, it } from "vitest";
import { type ConfigError, parseScenario } from "../../../src/index.js";

const peers = [
  {
    name: "database",
    place: "source",
    flows: [
      { mode: "volume", message: 4096, receive: "1 GB" },
      { message: 4096, send: "1 MB/s" },
    ],
  },
  { name: "backup", place: "elsewhere", flows: [{ mode: "volume", message: 4096, send: "1 GB" }] },
  { name: "silent", place: "elsewhere" },
];
const uniform = (fields: object) => ({ kind: "uniform", size: "1 MiB", ...fields });

function parse(source: object, given: unknown = peers) {
  return parseScenario({ version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: 1e9 }, peers: given, workload: [source] });
}

function faultsOf(source: object, given?: unknown): string[] {
  try {
    parse(source, given);
  } catch (error) {
    return (error as ConfigError).issues.map(({ path, expected, received }) => `${path}: expected ${expected}, received ${received}`);
  }
  return [];
}

describe("a source tied to traffic", () => {
  it("resolves to the peer, the flow, and what it writes for", () => {
    const resolved = (source: object) => parse(source).workload;
    expect(resolved(uniform({ while: "backup", rate: 5 }))[0]).toMatchObject({ while: { peer: "backup" }, writesPerSecond: 5 });
    expect(resolved(uniform({ while: { peer: "database", flow: 1 }, perMessage: 2 }))[0]).toMatchObject({
      while: { peer: "database", flow: 1 },
      writesPerSecond: 0,
      writesPerMessage: 2,
    });
    const classes = [
      { size: 4096, perByte: 0.5 },
      { size: 4096, perMessage: 1 },
    ];
    expect(resolved({ kind: "classes", classes, while: "database" })).toMatchObject([
      { while: { peer: "database" }, bytesWrittenPerByte: 0.5 },
      { while: { peer: "database" }, writesPerMessage: 1 },
    ]);
  });

  it("gives every source of a preset its tie", () => {
    const sources = parse({ kind: "preset", name: "kernel-compile", while: "backup" }).workload;
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source.while).toEqual({ peer: "backup" });
  });

  it.each([
    [uniform({ while: "databse", perByte: 1 }), /^workload\[0\]\.while: expected the name of a peer, received "databse"$/],
    [uniform({ while: { peer: "cache" }, perByte: 1 }), /^workload\[0\]\.while\.peer: expected the name of a peer/],
    [
      uniform({ while: { peer: "database", flow: 2 }, perByte: 1 }),
      /^workload\[0\]\.while\.flow: expected an index below the 2 of "database", received 2$/,
    ],
    [uniform({ while: "silent", perByte: 1 }), /^workload\[0\]\.while: expected a peer with flows/],
    [
      uniform({ while: "database", rate: 1 }),
      /^workload\[0\]\.while: expected flows of mode volume.*received a flow of mode open, which has no end$/,
    ],
    [
      { kind: "burst", size: "1 MiB", period: 1, while: { peer: "database", flow: 1 } },
      /^workload\[0\]\.while: expected flows of mode volume/,
    ],
    [uniform({ perByte: 1 }), /^workload\[0\]\.perByte: expected a source with while/],
    [
      { kind: "hot-cold", hot: { size: 4096, perMessage: 1 }, cold: { size: 4096, rate: 1 } },
      /^workload\[0\]\.hot\.perMessage: expected a source with while/,
    ],
    [uniform({ while: "database", perByte: 1, cpu: 0.5 }), /^workload\[0\]\.cpu: expected no cpu beside perByte/],
    [uniform({ while: "database", perMessage: 1, reads: { rate: 1 } }), /^workload\[0\]\.reads: expected no reads beside perMessage/],
    [uniform({ while: "database", perMessage: 1, rate: 1 }), /^workload\[0\]\.perMessage: expected either rate or perMessage, not both/],
    [uniform({ while: "database", perByte: -1 }), /^workload\[0\]\.perByte: expected a number >= 0 and <= 1000/],
  ])("has the fault of %j", (source, fault) => {
    expect(faultsOf(source)).toEqual([expect.stringMatching(fault)]);
  });

  it.each([
    [{ while: "backup", rate: 1 }, /\.workload\[0\]\.while: expected while at the phases source/],
    [{ perMessage: 1 }, /\.workload\[0\]\.perMessage: expected a rate or a dirtyRate: phases take time/],
  ])("is no part of phases: %j", (fields, fault) => {
    expect(faultsOf({ kind: "phases", phases: [{ workload: [uniform(fields)] }] })).toEqual([expect.stringMatching(fault)]);
  });

  it("says so if there are no peers at all", () => {
    expect(faultsOf(uniform({ while: "database", perByte: 1 }), [])).toEqual([
      expect.stringMatching(/the name of a peer \(there are none\)/),
    ]);
  });

  it.each([
    ["a flow", [{ ...peers[1], flows: [{ mode: "volume", message: -1, send: "1 GB" }] }], "peers[0].flows[0].message"],
    ["a peer", [{ ...peers[1], place: "here" }], "peers[0].place"],
    ["the list of peers", "backup", "peers"],
  ])("is no fault beside the one of %s", (_, given, path) => {
    const faults = faultsOf(uniform({ while: { peer: "backup", flow: 0 }, rate: 1 }), given);
    expect(faults).toEqual([expect.stringContaining(`${path}: expected`)]);
  });
});
