/** All page writes that communication causes in a guest, on any path. */
import type { Channel } from "../channel.js";
import type { PairTraffic } from "../pair-traffic.js";
import { guestWrites } from "./guest-writes.js";
import { netfrontWrites } from "./netfront-writes.js";
import { ringWrites } from "./ring-writes.js";
import type { WriteTemplate } from "./write-template.js";

/**
 * Templates of the guest's base activity and of all `pairs`, at the rates given. The same pairs at other rates give the
 * same keys with other patterns (see `activitySpeeds`). Calls that the channel does not intercept go by netfront.
 */
export function channelWrites(channel: Channel, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const { parameters, rings } = channel;
  const intercepted = rings?.interceptedRatio ?? 0;
  const local = pairs.filter((pair) => pair.path === "shared-memory");
  const byRing = intercepted > 0 ? local.map((pair) => scalePair(pair, intercepted)) : [];
  const missed = intercepted < 1 ? local.map((pair) => ({ ...scalePair(pair, 1 - intercepted), path: "bridge" as const })) : [];
  const byNetfront = [...pairs.filter((pair) => pair.path !== "shared-memory"), ...missed].filter(carriesTraffic);
  return [
    ...guestWrites(parameters, pairs),
    ...(byNetfront.length > 0 ? netfrontWrites(parameters, byNetfront) : []),
    ...ringWrites(channel, byRing.filter(carriesTraffic)),
  ];
}

function carriesTraffic(pair: PairTraffic): boolean {
  return pair.flows.some((flow) => flow.sendBytesPerSecond > 0 || flow.receiveBytesPerSecond > 0);
}

function scalePair(pair: PairTraffic, ratio: number): PairTraffic {
  if (ratio === 1) return pair;
  const flows = pair.flows.map((flow) => ({
    ...flow,
    sendBytesPerSecond: flow.sendBytesPerSecond * ratio,
    receiveBytesPerSecond: flow.receiveBytesPerSecond * ratio,
    ...(flow.unreadPeakBytes === undefined ? {} : { unreadPeakBytes: flow.unreadPeakBytes * ratio }),
  }));
  return { ...pair, flows };
}
