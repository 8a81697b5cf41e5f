/** The steady traffic between a guest and its peers without a migration, within the limits of paths and host. */
import type { Channel } from "../channel/channel.js";
import { openFlows } from "../channel/open-flow.js";
import type { PairTraffic } from "../channel/pair-traffic.js";
import { maxUnreadBytes, pathOf, ringOwnerOf, trafficOf } from "../channel/traffic.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { Carriers } from "./carriers.js";
import { lanesOf } from "./lane.js";
import { shareOut } from "./share.js";

const AT_HOME = { where: "source", joined: true } as const;

/**
 * Each flow at its actual rate: the offered rate, limited by its path, the network card, Dom0 and its reader, with the reader's
 * backlog at its maximum. A volume counts as running.
 */
export function steadyPairs({ peers, link, host }: ResolvedScenario, channel: Channel): PairTraffic[] {
  const lanes = peers.flatMap((peer) => lanesOf(peer, openFlows(channel, peer, { ...AT_HOME, startSeconds: 0 })));
  const { laneBytesPerSecond, heldLanes } = shareOut({
    carriers: new Carriers(channel),
    lanes,
    where: "source",
    linkBytesPerSecond: link.goodputBytesPerSecond,
    dom0Cpus: host.dom0Cpus,
    copyCpuSeconds: host.copyCpuSeconds,
    isCopying: false,
    copySlowdownRatio: 0,
    queueSeconds: 0,
    heldTo: ({ flow }) => flow.readerBytesPerSecond ?? Infinity,
  });
  let lane = 0;
  return peers.map((peer) => {
    const path = pathOf(channel, peer, AT_HOME);
    const flows = peer.flows.map((flow) => {
      const [send, receive] = [lane++, lane++];
      const lags = heldLanes.has(send) || heldLanes.has(receive);
      const rings = path === "shared-memory" ? channel.rings : undefined;
      const unread = lags ? maxUnreadBytes(rings, flow, peer.flows.length) : {};
      return trafficOf(flow, laneBytesPerSecond[send] as number, laneBytesPerSecond[receive] as number, unread);
    });
    return { peer: peer.name, path, ringOwner: ringOwnerOf(channel, peer, AT_HOME), flows };
  });
}
