import { describe, expect, it } from "vitest";
import { type ChannelChoice, resolveChannel } from "../../src/channel/parameters.js";
import { DEFAULT_SWITCHING } from "../../src/channel/switching.js";
import type { ResolvedChannel } from "../../src/scenario/resolved/resolved-channel.js";
import { parseScenario } from "../../src/text.js";
import { channelOf } from "../../src/traffic/from-scenario.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";
const scenarioOf = (text: string) => parseScenario(`${HEAD}${text}\n`);

describe("a scenario's channel", () => {
  it.each(["netfront", "xenvmc", "xenvmc-modified"] as const)("has the models' own defaults: %s", (kind) => {
    const scenario = scenarioOf(`channel: ${kind}`);
    expect(scenario.channel && channelOf(scenario.channel).parameters).toEqual(resolveChannel({ kind }));
    const { channel } = scenario;
    if (channel !== undefined && channel.kind !== "netfront") expect(DEFAULT_SWITCHING).toMatchObject(channel.switching);
  });

  it.each<[string, ChannelChoice]>([
    [
      "kind: xenvmc-modified, rehome: true, calibration: e2024, modified: { shareFrom: 64 KiB, batchWait: 20 us }",
      { kind: "xenvmc-modified", calibration: "e2024", modified: { rehome: true, shareFromBytes: 65_536, batchSeconds: 20e-6 } },
    ],
    [
      "kind: xenvmc-modified, modified: { directDelivery: false, batching: false }, xenvmc: { stagingAllocator: exact }",
      { kind: "xenvmc-modified", modified: { directDelivery: false, batching: false }, xenvmc: { stagingAllocator: "exact" } },
    ],
    [
      "kind: xenvmc, xenvmc: { ringPages: 16 }, costs: { hypercall: 1 us }",
      { kind: "xenvmc", xenvmc: { ringPages: 16, largestMessageBytes: 65_520 }, costs: { hypercallSeconds: 1e-6 } },
    ],
    [
      "guestMode: pvh, dirtying: { pacing: 2 ms, base: { hotPages: 10 }, netfront: { poolPages: 500 }, peak: { readerLag: 1 ms } }",
      {
        kind: "netfront",
        guestMode: "pvh",
        dirtying: {
          pacingSeconds: 2e-3,
          base: { hotPages: { pv: 10, pvh: 10 } },
          netfront: { poolPages: 500 },
          peak: { readerLagSeconds: 1e-3 },
        },
      },
    ],
    [
      "kind: xenvmc, guest: linux-2.6, dirtying: { peak: { unread: 4 MiB }, netfront: { headPagesPerPacket: 0.5 } }",
      { kind: "xenvmc", guest: "linux-2.6", dirtying: { peak: { unreadBytes: 2 ** 22 }, netfront: { headPagesPerPacket: 0.5 } } },
    ],
  ])("{ %s } reaches the models", (text, choice) => {
    expect(channelOf(scenarioOf(`channel: { ${text} }`).channel as ResolvedChannel).parameters).toEqual(resolveChannel(choice));
  });

  it("is absent where there is none", () => {
    expect(scenarioOf("").channel).toBeUndefined();
  });
});

describe("a scenario's peers", () => {
  it("are those of the models", () => {
    const text = "peers: [{ name: a, place: source, domid: lower, flows: [{ message: 4 KiB, send: 1 MB/s, pacing: 1 ms }] }]";
    expect(scenarioOf(text).peers).toMatchObject([
      {
        name: "a",
        place: "source",
        ringOwner: "peer",
        flows: [{ mode: "open", messageBytes: 4096, sendBytesPerSecond: 1e6, receiveBytesPerSecond: 0, pacingSeconds: 1e-3 }],
      },
    ]);
  });
});
