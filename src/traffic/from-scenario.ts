/** The traffic that a scenario describes. */
import { createChannel } from "../channel/channels.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import { Traffic } from "./traffic.js";

/**
 * What local exchanges lose to log-dirty while the copy runs: XenLoop lost 18 % while it migrated out (HPDC 2008, figure
 * 11), the range is 0.10-0.18 (docs/sources/channels.md#costs). The value within it is our modelling decision.
 */
const COPY_SLOWDOWN_RATIO = 0.15;
/** What a message waits behind the copy in the network's queue: 182 us became 2.2 ms in the same figure (derived). */
const QUEUE_SECONDS = 2e-3;

/** Which channel sets the times and which the pages; the scenario's own does both unless causes are told apart. */
export interface ChannelRoles {
  readonly exchange: ResolvedChannel;
  readonly dirtying: ResolvedChannel;
}

/** Absent for a guest that talks to nobody. */
export function createTraffic(scenario: ResolvedScenario, roles?: ChannelRoles): Traffic | undefined {
  const { peers, channel, vm, link, host } = scenario;
  const exchange = roles?.exchange ?? channel;
  const dirtying = roles?.dirtying ?? channel;
  if (peers.length === 0 || !exchange || !dirtying) return undefined;
  return new Traffic({
    peers,
    exchange: createChannel(exchange),
    dirtying: createChannel(dirtying),
    allocatedPages: vm.memoryBytes / vm.pageBytes,
    pageBytes: vm.pageBytes,
    linkBytesPerSecond: link.goodputBytesPerSecond,
    dom0Cpus: host.dom0Cpus,
    copySlowdownRatio: COPY_SLOWDOWN_RATIO,
    queueSeconds: QUEUE_SECONDS,
  });
}
