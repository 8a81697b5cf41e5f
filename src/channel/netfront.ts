/** The stock path: netfront, netback in Dom0, netfront. TCP over a virtual network card. */
import type { Channel } from "./channel.js";
import { roundTripSeconds, streamSeconds } from "./message-time.js";
import { type NetbackStream, netbackCpus, netbackLoad, packetsPerMessage } from "./netback.js";
import type { Path } from "./pair-traffic.js";
import type { ChannelParameters } from "./parameters.js";

/** Between hosts the network's round trip replaces the bridge's and both Dom0s forward; `traffic/share.ts` divides the network card. */
export function createNetfront(parameters: ChannelParameters, path: Exclude<Path, "shared-memory">): Channel {
  const { costs, timing } = parameters;
  const curve = timing.netfront;
  const messageSeconds = (bytes: number) => streamSeconds(curve.stream, bytes);
  const { perMessageSeconds } = curve.stream;
  const roundTrip = path === "network" ? { seconds: timing.remoteRoundTripSeconds, perByteSeconds: 0 } : curve.roundTrip;
  const thereAndBackSeconds = (bytes: number) => roundTripSeconds({ roundTrip, perMessageSeconds, messageSeconds }, bytes);
  const netback = (stream: NetbackStream) => netbackLoad(parameters, path, stream);
  const sentLoad = (messageBytes: number) => netback({ messageBytes, direction: "send" });
  const eventsPerMessage = (bytes: number, messagesPerSecond = 1 / messageSeconds(bytes)) =>
    packetsPerMessage(sentLoad(bytes), messagesPerSecond * bytes);
  return {
    kind: "netfront",
    label: path === "network" ? "netfront (between hosts)" : "netfront",
    parameters,
    localPath: "bridge",
    netback,
    recordsPerMessage: () => 1,
    messageSeconds,
    throughputBytesPerSecond: (bytes) => bytes / messageSeconds(bytes),
    oneWaySeconds: (bytes) => thereAndBackSeconds(bytes) / 2,
    roundTripSeconds: thereAndBackSeconds,
    copiesPerMessage: () => 3,
    eventsPerMessage,
    messageCpu(bytes, receiverBusyRatio, messagesPerSecond = 1 / messageSeconds(bytes)) {
      const packets = eventsPerMessage(bytes, messagesPerSecond);
      const ends = costs.systemCallSeconds + bytes * costs.copySecondsPerByte + packets * costs.segmentSeconds;
      const wake = costs.wakeSeconds * packets * Math.max(0, 1 - receiverBusyRatio);
      return {
        senderSeconds: ends,
        dom0Seconds: netbackCpus(sentLoad(bytes), messagesPerSecond * bytes) / messagesPerSecond,
        receiverSeconds: ends + wake,
      };
    },
  };
}
