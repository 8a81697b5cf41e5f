/** The stock path: netfront, netback in Dom0, netfront. TCP over a virtual network card. */
import type { Channel } from "./channel.js";
import { roundTripSeconds, streamSeconds } from "./message-time.js";
import type { Path } from "./pair-traffic.js";
import type { ChannelParameters } from "./parameters.js";
import { segmentBytes, segmentMessage } from "./segments.js";

/** Between hosts the network's round trip replaces the bridge's and both Dom0s forward; `traffic/share.ts` divides the network card. */
export function createNetfront(parameters: ChannelParameters, path: Exclude<Path, "shared-memory">): Channel {
  const { costs, timing } = parameters;
  const curve = timing.netfront;
  const messageSeconds = (bytes: number) => streamSeconds(curve.stream, bytes);
  const { perMessageSeconds } = curve.stream;
  const roundTrip = path === "network" ? { seconds: timing.remoteRoundTripSeconds, perByteSeconds: 0 } : curve.roundTrip;
  const thereAndBackSeconds = (bytes: number) => roundTripSeconds({ roundTrip, perMessageSeconds, messageSeconds }, bytes);
  const segmentsOf = (bytes: number) => segmentMessage(bytes, segmentBytes(parameters.netfront, path, "send"));
  const eventsPerMessage = (bytes: number) => segmentsOf(bytes).segments;
  return {
    kind: "netfront",
    label: path === "network" ? "netfront (between hosts)" : "netfront",
    parameters,
    localPath: "bridge",
    recordsPerMessage: () => 1,
    messageSeconds,
    throughputBytesPerSecond: (bytes) => bytes / messageSeconds(bytes),
    oneWaySeconds: (bytes) => thereAndBackSeconds(bytes) / 2,
    roundTripSeconds: thereAndBackSeconds,
    copiesPerMessage: () => 3,
    eventsPerMessage,
    messageCpu(bytes, receiverBusyRatio) {
      const { segments, pages } = segmentsOf(bytes);
      const ends = costs.systemCallSeconds + bytes * costs.copySecondsPerByte + segments * costs.segmentSeconds;
      const wake = costs.wakeSeconds * eventsPerMessage(bytes) * Math.max(0, 1 - receiverBusyRatio);
      return {
        senderSeconds: ends,
        dom0Seconds: segments * costs.netbackPacketSeconds + pages * costs.netbackPageSeconds,
        receiverSeconds: ends + wake,
      };
    },
  };
}
