/** The page writes of any running guest: its hot pages at every wake-up, others occasionally. */
import type { PairTraffic } from "../pair-traffic.js";
import type { ChannelParameters } from "../parameters.js";
import { wakeSeconds } from "./bursts.js";
import { templateUnlessEmpty, type WriteTemplate } from "./write-template.js";

/** Base activity of a guest with `pairs`; without traffic it wakes up every `idleWakeSeconds`. */
export function guestWrites({ guest, guestMode }: ChannelParameters, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const { base } = guest;
  const flows = pairs.flatMap((pair) => pair.flows);
  const periodSeconds = Math.min(base.idleWakeSeconds, wakeSeconds(flows, guest.pacingSeconds));
  return [
    ...templateUnlessEmpty("guest/hot", base.hotPages[guestMode], { kind: "burst", periodSeconds }),
    ...templateUnlessEmpty("guest/cold", base.coldPages, { kind: "uniform", writesPerSecond: base.coldWritesPerSecond }),
  ];
}
