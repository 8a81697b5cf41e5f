/** What flows between a guest and its peers while nothing migrates: the path of each pair, its limits and the host's. */
import type { Channel } from "../channel/channel.js";
import { openFlows } from "../channel/open-flow.js";
import type { PairTraffic } from "../channel/pair-traffic.js";
import { pathOf, trafficOf, unreadMost } from "../channel/traffic.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { Carriers } from "./carriers.js";
import { lanesOf } from "./lane.js";
import { shareOut } from "./share.js";

const AT_HOME = { where: "source", joined: true } as const;

/**
 * Each flow at the rate that it really has: offered, cut to its path, its network card and its host's Dom0, and to a reader that has
 * fallen behind as far as it can. A volume counts while it runs.
 */
export function steadyPairs({ peers, vm, link, host }: ResolvedScenario, channel: Channel): PairTraffic[] {
  const lanes = peers.flatMap((peer) => lanesOf(peer, openFlows(channel, peer, { ...AT_HOME, startSeconds: 0 })));
  const { laneBytesPerSecond, heldLanes } = shareOut({
    carriers: new Carriers(channel),
    lanes,
    where: "source",
    linkBytesPerSecond: link.goodputBytesPerSecond,
    pageBytes: vm.pageBytes,
    dom0Cpus: host.dom0Cpus,
    limitsDom0: lanes.length > 0,
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
      const lags = path === "shared-memory" && (heldLanes.has(send) || heldLanes.has(receive));
      const unread = lags && channel.rings ? unreadMost(channel.rings, flow, peer.flows.length) : {};
      return trafficOf(flow, laneBytesPerSecond[send] as number, laneBytesPerSecond[receive] as number, unread);
    });
    return { peer: peer.name, path, ringOwner: peer.ringOwner, flows };
  });
}
