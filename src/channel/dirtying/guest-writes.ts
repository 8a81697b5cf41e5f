/** What a guest writes because it runs at all: its hot pages at every wake-up, others now and then. */
import type { PairTraffic } from "../pair-traffic.js";
import type { ChannelParameters } from "../parameters.js";
import { wakeSeconds } from "./bursts.js";
import { templateUnlessEmpty, type WriteTemplate } from "./write-template.js";

/** Base activity of a guest with `pairs`; without traffic it wakes up only now and then. */
export function guestWrites({ guest, guestMode }: ChannelParameters, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const { base } = guest;
  const flows = pairs.flatMap((pair) => pair.flows);
  const periodSeconds = Math.min(base.idleWakeSeconds, wakeSeconds(flows, guest.pacingSeconds));
  return [
    ...templateUnlessEmpty("guest/hot", base.hotPages[guestMode], { kind: "burst", periodSeconds }),
    ...templateUnlessEmpty("guest/cold", base.coldPages, { kind: "uniform", writesPerSecond: base.coldWritesPerSecond }),
  ];
}
