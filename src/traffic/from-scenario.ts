/** Creates the traffic that a scenario describes. */
import { createChannel } from "../channel/channels.js";
import { beyondMeasured } from "../channel/measured-range.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import { steadyPairs } from "./steady-pairs.js";
import { Traffic } from "./traffic.js";

/**
 * Share of their speed that local exchanges lose to log-dirty during the copy: XenLoop lost 18 % while it migrated out (HPDC 2008, figure
 * 11), the range is 0.10-0.18 (docs/sources/channels.md#costs). The value within it is our modelling decision.
 */
export const COPY_SLOWDOWN_RATIO = 0.15;
/** Queueing delay of a message during the copy: the round trip of 182 us became 2.2 ms in the same figure (derived). */
export const QUEUE_SECONDS = 2e-3;

/** The channel that sets the times and the one that sets the pages. They differ only where `compare` separates causes. */
export interface ChannelRoles {
  readonly exchange: ResolvedChannel;
  readonly dirtying: ResolvedChannel;
}

/** The traffic of a scenario; undefined for a guest without peers. */
export function createTraffic(scenario: ResolvedScenario, roles?: ChannelRoles): Traffic | undefined {
  const { peers, channel, vm, link, host } = scenario;
  const exchange = roles?.exchange ?? channel;
  const dirtying = roles?.dirtying ?? channel;
  if (peers.length === 0 || !exchange || !dirtying) return undefined;
  const writing = createChannel(dirtying);
  return new Traffic({
    peers,
    exchange: createChannel(exchange),
    dirtying: writing,
    beyondMeasured: beyondMeasured(dirtying, steadyPairs(scenario, writing)),
    allocatedPages: vm.memoryBytes / vm.pageBytes,
    linkBytesPerSecond: link.goodputBytesPerSecond,
    dom0Cpus: host.dom0Cpus,
    copyCpuSeconds: host.copyCpuSeconds,
    copySlowdownRatio: COPY_SLOWDOWN_RATIO,
    queueSeconds: QUEUE_SECONDS,
  });
}
