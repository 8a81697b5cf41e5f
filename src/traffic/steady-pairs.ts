/** What flows between a guest and its peers while nothing migrates: the path of each pair, its limits and the host's. */
import type { Channel } from "../channel/channel.js";
import { openFlows } from "../channel/open-flow.js";
import type { PairTraffic, Peer } from "../channel/peer.js";
import { pathOf, unreadPeakBytes } from "../channel/traffic.js";
import type { ResolvedScenario } from "../scenario/resolved.js";
import { goodputBytesPerSecond } from "../simulation/link.js";
import type { Lane } from "./lane.js";
import { shareOut } from "./share.js";

const AT_HOME = { where: "source", joined: true } as const;

/** Each flow at the rate that it really has: offered, cut to its path, its network card and its host's Dom0. A volume counts while it runs. */
export function steadyPairs({ peers, vm, link, host }: ResolvedScenario, channel: Channel): PairTraffic[] {
  const lanes = peers.flatMap((peer) => lanesOf(channel, peer));
  const { laneBytesPerSecond } = shareOut({
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
  });
  const rateOf = (peer: Peer, flow: Lane["flow"], direction: Lane["direction"]): number =>
    Math.min(flow.readerBytesPerSecond ?? Infinity, offeredRate(peer, flow, direction));
  const offeredRate = (peer: Peer, flow: Lane["flow"], direction: Lane["direction"]): number =>
    laneBytesPerSecond[lanes.findIndex((lane) => lane.peer === peer && lane.flow === flow && lane.direction === direction)] ?? 0;
  return peers.map((peer) => ({
    peer: peer.name,
    path: pathOf(channel, peer, AT_HOME),
    ringOwner: peer.ringOwner,
    flows: peer.flows.map((flow) => {
      const { messageBytes, pacingSeconds, protocol } = flow;
      const most = Math.max(offeredRate(peer, flow, "send"), offeredRate(peer, flow, "receive"));
      const unread = unreadPeakBytes(channel, pathOf(channel, peer, AT_HOME), flow, peer.flows.length, most);
      return {
        messageBytes,
        sendBytesPerSecond: rateOf(peer, flow, "send"),
        receiveBytesPerSecond: rateOf(peer, flow, "receive"),
        ...(pacingSeconds === undefined ? {} : { pacingSeconds }),
        protocol,
        ...(unread === undefined ? {} : { unreadPeakBytes: unread }),
      };
    }),
  }));
}

function lanesOf(channel: Channel, peer: Peer): Lane[] {
  return openFlows(channel, peer, { ...AT_HOME, startSeconds: 0 }).map(({ sender, flow: process }, index) => ({
    peer,
    flow: peer.flows[index >> 1] as Peer["flows"][number],
    direction: sender === "migrating" ? "send" : "receive",
    process,
  }));
}
