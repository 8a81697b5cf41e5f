import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/scenario/config-error.js";
import { parseScenario } from "../../../src/text.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

function peersOf(text: string) {
  return parseScenario(`${HEAD}${text}\n`).peers;
}

function faultsOf(text: string): string[] {
  try {
    peersOf(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map((issue) => issue.path);
    throw error;
  }
  return [];
}

describe("peers", () => {
  it("are read with flows of every mode, in base units", () => {
    const [peer] = peersOf(`peers:
  - name: database
    place: source
    domid: lower
    flows:
      - { message: 4 KiB, send: 50 MB/s, receive: 400 Mbit/s, mode: open, pacing: 1 ms, reader: 20 MB/s, weight: 0.5 }
      - { message: 64 KiB, send: 2 GB, mode: volume }
      - { message: 1 KiB, mode: closed, outstanding: 16, think: 5 ms, protocol: udp }`);
    expect(peer).toEqual({
      name: "database",
      place: "source",
      ringOwner: "peer",
      flows: [
        {
          mode: "open",
          messageBytes: 4096,
          protocol: "tcp",
          pacingSeconds: 0.001,
          readerBytesPerSecond: 20e6,
          weight: 0.5,
          sendBytesPerSecond: 50e6,
          receiveBytesPerSecond: 50e6,
        },
        { mode: "volume", messageBytes: 65_536, protocol: "tcp", weight: 1, sendBytes: 2e9, receiveBytes: 0 },
        { mode: "closed", messageBytes: 1024, protocol: "udp", weight: 1, outstandingMessages: 16, thinkSeconds: 0.005 },
      ],
    });
  });

  it("have defaults: the migrating guest owns the rings, a flow is open, one request is under way", () => {
    expect(peersOf("peers: [{ name: a, place: elsewhere, flows: [{ message: 1, send: 1 B/s }, { message: 1, mode: closed }] }]")).toEqual([
      {
        name: "a",
        place: "elsewhere",
        ringOwner: "migrating",
        flows: [
          { mode: "open", messageBytes: 1, protocol: "tcp", weight: 1, sendBytesPerSecond: 1, receiveBytesPerSecond: 0 },
          { mode: "closed", messageBytes: 1, protocol: "tcp", weight: 1, outstandingMessages: 1, thinkSeconds: 0 },
        ],
      },
    ]);
    expect(peersOf("peers: [{ name: a, place: destination, domid: higher }]")).toMatchObject([{ ringOwner: "migrating", flows: [] }]);
  });

  it("have a reader that never reads if its rate is 0, unlike without a rate", () => {
    const flows = "[{ message: 1, send: 1 B/s, reader: 0 }, { message: 1, send: 1 B/s }]";
    const [never, atOnce] = peersOf(`peers: [{ name: a, place: source, flows: ${flows} }]`)[0]?.flows ?? [];
    expect(never?.readerBytesPerSecond).toBe(0);
    expect(atOnce).not.toHaveProperty("readerBytesPerSecond");
  });
});

describe("a message", () => {
  const flow = (message: string, place = "source") =>
    `peers: [{ name: a, place: ${place}, flows: [{ message: ${message}, send: 1 B/s }] }]`;
  const ring = (more: string, kind = "xenvmc") => `channel: { kind: ${kind}, xenvmc: { splitsLargeMessages: false${more} } }\n`;
  const fault = ["peers[0].flows[0].message"];

  it.each([
    ["of a ring less its header fits", `${ring("")}${flow("524272 B")}`, []],
    ["of a ring does not", `${ring("")}${flow("512 KiB")}`, fault],
    ["is checked against a smaller ring", `${ring(", ringPages: 4")}${flow("16 KiB")}`, fault],
    ["is held against the largest of a record", `${ring(", largestMessage: 1 kB")}${flow("1001 B")}`, fault],
    ["is held against the ring at the destination too", `${ring("")}${flow("512 KiB", "destination")}`, fault],
    ["to a peer elsewhere never meets a ring", `${ring("")}${flow("512 KiB", "elsewhere")}`, []],
    ["meets none where no call is intercepted", `${ring(", intercepted: 0")}${flow("512 KiB")}`, []],
    ["is split by default", `channel: xenvmc\n${flow("512 KiB")}`, []],
    ["meets no ring with netfront", flow("512 KiB"), []],
    ["is held against the modified ring", `${ring("", "xenvmc-modified")}${flow("512 KiB")}`, fault],
  ])("%s", (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it.each([
    ["512 KiB", []],
    ["1 MiB", fault],
  ])("that is shared by mapping from %s on does not use the ring", (shareFrom, faults) => {
    const channel = `channel: { kind: xenvmc-modified, xenvmc: { splitsLargeMessages: false }, modified: { shareFrom: ${shareFrom} } }\n`;
    expect(faultsOf(`${channel}${flow("600 KiB")}`)).toEqual(faults);
  });

  it("of UDP fits into a datagram", () => {
    const datagram = (bytes: number) => `peers: [{ name: a, place: source, flows: [{ message: ${bytes}, send: 1 B/s, protocol: udp }] }]`;
    expect(faultsOf(datagram(65_507))).toEqual([]);
    expect(faultsOf(datagram(65_508))).toEqual(fault);
  });
});
