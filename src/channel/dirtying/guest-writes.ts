/** The page writes of a guest's kernel: its hot pages at every wake-up, others occasionally. */
import type { PairTraffic } from "../pair-traffic.js";
import type { ChannelParameters } from "../parameters.js";
import { wakeSeconds } from "./bursts.js";
import { templateUnlessEmpty, type WriteTemplate } from "./write-template.js";

/**
 * What a guest with `pairs` writes because of its traffic's wake-ups. Below the wake-ups of an idle guest it vanishes with the traffic:
 * what an idle guest writes belongs to the guest, with peers or without, unless `base.idle` counts it here.
 */
export function guestWrites({ guest, guestMode }: ChannelParameters, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const { hotPages, coldPages, coldWritesPerSecond, idleWakeSeconds, idle } = guest.base;
  const flows = pairs.flatMap((pair) => pair.flows);
  const periodSeconds = Math.min(idle ? idleWakeSeconds : Infinity, wakeSeconds(flows, guest.pacingSeconds));
  if (periodSeconds === Infinity) return [];
  const writesPerSecond = coldWritesPerSecond * Math.min(1, idleWakeSeconds / periodSeconds);
  return [
    ...templateUnlessEmpty("guest/hot", hotPages[guestMode], { kind: "burst", periodSeconds }),
    ...templateUnlessEmpty("guest/cold", coldPages, { kind: "uniform", writesPerSecond }),
  ];
}
