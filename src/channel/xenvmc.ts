/** XenVMC v2: a ring per direction in shared memory, a kernel buffer per received record, one event per message. */
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedXenvmcChannel } from "../scenario/resolved/resolved-channel.js";
import type { Channel } from "./channel.js";
import { roundTripSeconds, streamSeconds } from "./message-time.js";
import type { ChannelParameters } from "./parameters.js";
import { recordsPerMessage } from "./records.js";
import { stagingBytes } from "./ring-record.js";

export function createXenvmc({ xenvmc, switching, teardown }: ResolvedXenvmcChannel, parameters: ChannelParameters): Channel {
  const { costs } = parameters;
  const { ringPages, interceptedRatio } = xenvmc;
  const curve = parameters.timing.xenvmc;
  const records = (bytes: number) => recordsPerMessage(xenvmc, bytes);
  const messageSeconds = (bytes: number) => records(bytes) * streamSeconds(curve.stream, bytes / records(bytes));
  const { perMessageSeconds } = curve.stream;
  const thereAndBackSeconds = (bytes: number) => roundTripSeconds({ roundTrip: curve.roundTrip, perMessageSeconds, messageSeconds }, bytes);
  const ringBytesPerSecond = (ringPages * GRANTED_PAGE_BYTES) / xenvmc.ringHoldSeconds;
  return {
    kind: "xenvmc",
    label: "XenVMC",
    parameters,
    localPath: "shared-memory",
    rings: {
      ringPages,
      interceptedRatio,
      staging: xenvmc,
      rewinds: false,
      isShared: false,
      mapsFromBytes: Infinity,
      rehomes: false,
      inDom0: false,
      holdsBack: false,
      switching,
      teardown,
    },
    recordsPerMessage: records,
    messageSeconds,
    throughputBytesPerSecond: (bytes) => Math.min(bytes / messageSeconds(bytes), ringBytesPerSecond),
    oneWaySeconds: (bytes) => thereAndBackSeconds(bytes) / 2,
    roundTripSeconds: thereAndBackSeconds,
    copiesPerMessage: () => 3,
    eventsPerMessage: records,
    messageCpu(bytes, receiverBusyRatio) {
      const copy = bytes * costs.copySecondsPerByte;
      // The staging buffer is zeroed at half the cost of a copy, then filled, then read.
      const zeroing = (records(bytes) * stagingBytes(bytes / records(bytes), xenvmc.stagingAllocator) * costs.copySecondsPerByte) / 2;
      const wake = costs.wakeSeconds * Math.max(0, 1 - receiverBusyRatio);
      return {
        senderSeconds: costs.systemCallSeconds + copy + costs.hypercallSeconds * records(bytes),
        dom0Seconds: 0,
        receiverSeconds: wake + zeroing + 2 * copy + costs.systemCallSeconds,
      };
    },
  };
}
