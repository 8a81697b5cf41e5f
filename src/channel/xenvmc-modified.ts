/**
 * XenVMC-M, a RECONSTRUCTION. The paper of 2023 that modifies XenVMC is public only as an abstract, which claims two
 * effects: fewer pages changed, and a faster exchange. The model has mechanisms that could cause them (docs/sources/channels.md#modification): M1 a ring read
 * directly into the user's buffer, whose index rewinds when it is empty, with batched events; M2 to M4 as options. Every
 * mechanism can be switched off; without any of them the channel is XenVMC.
 */
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedDirectChannel, ResolvedModifiedChannel } from "../scenario/resolved/resolved-channel.js";
import type { Channel } from "./channel.js";
import { fasterSeconds, roundTripSeconds, streamSeconds } from "./message-time.js";
import type { ChannelParameters } from "./parameters.js";
import { recordsPerMessage } from "./records.js";
import { stagingBytes } from "./ring-record.js";

function deliversDirectly(channel: ResolvedModifiedChannel): channel is ResolvedDirectChannel {
  return channel.modified.directDelivery;
}

export function createXenvmcModified(channel: ResolvedModifiedChannel, parameters: ChannelParameters): Channel {
  const { costs, timing } = parameters;
  const { modified, xenvmc } = channel;
  const { shareFromBytes = Infinity } = modified;
  const staging = deliversDirectly(channel) ? undefined : channel.xenvmc;
  const curve = modified.fasterExchange ? timing.xenvmcModified : timing.xenvmc;
  const recordSeconds = (bytes: number) =>
    modified.fasterExchange ? fasterSeconds(timing, bytes) : streamSeconds(timing.xenvmc.stream, bytes);
  const isMapped = (bytes: number) => bytes >= shareFromBytes;
  const records = (bytes: number) => (isMapped(bytes) ? 1 : recordsPerMessage(xenvmc, bytes));
  // Mapping and unmapping a page read-only takes two hypercalls (M3), where copying takes the stream's time per byte.
  const mappingSeconds = (bytes: number) => 2 * costs.hypercallSeconds * Math.ceil(bytes / GRANTED_PAGE_BYTES);
  const messageSeconds = (bytes: number) =>
    isMapped(bytes) ? curve.stream.perMessageSeconds + mappingSeconds(bytes) : records(bytes) * recordSeconds(bytes / records(bytes));
  const holdSeconds = deliversDirectly(channel) ? channel.modified.directHoldSeconds : channel.xenvmc.ringHoldSeconds;
  const ringBytesPerSecond = (xenvmc.ringPages * GRANTED_PAGE_BYTES) / holdSeconds;
  /** Messages announced by one event: those that arrive within the window, at most a batch. */
  const batchOf = (messagesPerSecond = Infinity) =>
    modified.batching ? Math.min(modified.batchMessages, Math.max(1, messagesPerSecond * modified.batchSeconds)) : 1;
  const { perMessageSeconds } = curve.stream;
  const ownTripSeconds = (bytes: number) => roundTripSeconds({ roundTrip: curve.roundTrip, perMessageSeconds, messageSeconds }, bytes);
  const ofXenvmc = {
    roundTrip: timing.xenvmc.roundTrip,
    perMessageSeconds: timing.xenvmc.stream.perMessageSeconds,
    messageSeconds: (bytes: number) => records(bytes) * streamSeconds(timing.xenvmc.stream, bytes / records(bytes)),
  };
  const thereAndBackSeconds = (bytes: number) =>
    isMapped(bytes) || timing.isModifiedMeasured
      ? ownTripSeconds(bytes)
      : Math.min(ownTripSeconds(bytes), roundTripSeconds(ofXenvmc, bytes));
  return {
    kind: "xenvmc-modified",
    label: "XenVMC-M (reconstruction)",
    parameters,
    localPath: "shared-memory",
    rings: {
      ringPages: xenvmc.ringPages,
      interceptedRatio: xenvmc.interceptedRatio,
      ...(staging === undefined ? {} : { staging }),
      rewinds: modified.rewindingWindow,
      isShared: modified.sharedRing,
      mapsFromBytes: shareFromBytes,
      rehomes: modified.rehome,
      inDom0: modified.ringsInDom0,
      holdsBack: modified.holdBack,
      switching: channel.switching,
      teardown: channel.teardown,
    },
    recordsPerMessage: records,
    messageSeconds,
    throughputBytesPerSecond: (bytes) => {
      const stream = bytes / messageSeconds(bytes);
      return isMapped(bytes) ? stream : Math.min(stream, ringBytesPerSecond);
    },
    oneWaySeconds: (bytes) => thereAndBackSeconds(bytes) / 2,
    roundTripSeconds: thereAndBackSeconds,
    copiesPerMessage: (bytes) => (isMapped(bytes) ? 0 : modified.directDelivery ? 2 : 3),
    eventsPerMessage: (bytes, messagesPerSecond) => records(bytes) / batchOf(messagesPerSecond),
    messageCpu(bytes, receiverBusyRatio, messagesPerSecond) {
      const batch = batchOf(messagesPerSecond);
      const copy = isMapped(bytes) ? 0 : bytes * costs.copySecondsPerByte;
      const stages = staging !== undefined && !isMapped(bytes);
      const staged = stages ? records(bytes) * stagingBytes(bytes / records(bytes), staging.stagingAllocator) : 0;
      const wake = (costs.wakeSeconds / batch) * Math.max(0, 1 - receiverBusyRatio);
      const stagingSeconds = stages ? (staged * costs.copySecondsPerByte) / 2 + copy : 0;
      const mapping = isMapped(bytes) ? mappingSeconds(bytes) : 0;
      return {
        senderSeconds: costs.systemCallSeconds + copy + (costs.hypercallSeconds * records(bytes)) / batch,
        dom0Seconds: 0,
        receiverSeconds: wake + stagingSeconds + mapping + copy + costs.systemCallSeconds,
      };
    },
  };
}
