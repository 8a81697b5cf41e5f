/** What flows between a guest and its peers while nothing migrates: the path of each pair, its limits and the host's. */
import type { Channel } from "../channel/channel.js";
import { openFlows } from "../channel/open-flow.js";
import type { PairTraffic, Peer } from "../channel/peer.js";
import { pathOf, unreadMostBytes } from "../channel/traffic.js";
import type { ResolvedScenario } from "../scenario/resolved.js";
import { goodputBytesPerSecond } from "../simulation/link.js";
import type { Lane } from "./lane.js";
import { shareOut } from "./share.js";

const AT_HOME = { where: "source", joined: true } as const;

/**
 * Each flow at the rate that it really has: offered, cut to its path, its network card and its host's Dom0, and to a reader that has
 * fallen behind as far as it can. A volume counts while it runs.
 */
export function steadyPairs({ peers, vm, link, host }: ResolvedScenario, channel: Channel): PairTraffic[] {
  const lanes = peers.flatMap((peer) => lanesOf(channel, peer));
  const { laneBytesPerSecond, heldLanes } = shareOut({
    exchange: channel,
    lanes,
    where: "source",
    linkBytesPerSecond: goodputBytesPerSecond(link),
    pageBytes: vm.pageBytes,
    dom0Cpus: host.dom0Cpus,
    limitsDom0: lanes.length > 0,
    isCopying: false,
    copySlowdownRatio: 0,
    queueSeconds: 0,
    heldTo: ({ flow }) => flow.readerBytesPerSecond ?? Infinity,
  });
  return peers.map((peer) => {
    const path = pathOf(channel, peer, AT_HOME);
    const flows = peer.flows.map((flow) => {
      const { messageBytes, pacingSeconds, protocol } = flow;
      const own = [...lanes.keys()].filter((index) => lanes[index]?.peer === peer && lanes[index]?.flow === flow);
      const [sendBytesPerSecond = 0, receiveBytesPerSecond = 0] = own.map((index) => laneBytesPerSecond[index] as number);
      const lags = path === "shared-memory" && own.some((index) => heldLanes.has(index));
      return {
        messageBytes,
        sendBytesPerSecond,
        receiveBytesPerSecond,
        ...(pacingSeconds === undefined ? {} : { pacingSeconds }),
        protocol,
        ...(lags ? { unreadPeakBytes: unreadMostBytes(channel, flow, peer.flows.length) } : {}),
      };
    });
    return { peer: peer.name, path, ringOwner: peer.ringOwner, flows };
  });
}

/** Sending and receiving lane of each flow, in this order. */
function lanesOf(channel: Channel, peer: Peer): Lane[] {
  return openFlows(channel, peer, { ...AT_HOME, startSeconds: 0 }).map(({ sender, flow: process }, index) => ({
    peer,
    flow: peer.flows[index >> 1] as Peer["flows"][number],
    direction: sender === "migrating" ? "send" : "receive",
    process,
  }));
}
