/** Resolves peers to canonical units. */
import { DATAGRAM_BYTES_LIMIT } from "../channel-defaults.js";
import { contradiction, type Path, type ReportIssue } from "../issues.js";
import type { ResolvedChannel } from "../resolved/resolved-channel.js";
import type { ResolvedFlow, ResolvedPeer } from "../resolved/resolved-peers.js";
import type { CheckedFlow, CheckedPeer } from "../schema/peers.js";
import { showValue } from "../show-value.js";

/** Reports duplicate names, flows that carry nothing, and messages too large for their path. */
export function resolvePeers(checked: readonly CheckedPeer[], channel: ResolvedChannel | undefined, report: ReportIssue): ResolvedPeer[] {
  const indexByName = new Map<string, number>();
  return checked.map((peer, index) => {
    const path = ["peers", index];
    checkName(peer.name, index, indexByName, report);
    for (const [flowIndex, flow] of peer.flows.entries()) {
      const flowPath = [...path, "flows", flowIndex];
      checkLoad(flow, flowPath, report);
      checkMessage(flow, peer, channel, [...flowPath, "message"], report);
    }
    return {
      name: peer.name,
      place: peer.place,
      ringOwner: peer.domid === "lower" ? "peer" : "migrating",
      flows: peer.flows.map(resolveFlow),
    };
  });
}

function resolveFlow(flow: CheckedFlow): ResolvedFlow {
  const any = {
    messageBytes: flow.message,
    protocol: flow.protocol,
    ...(flow.pacing === undefined ? {} : { pacingSeconds: flow.pacing }),
    ...(flow.reader === undefined ? {} : { readerBytesPerSecond: flow.reader }),
    weight: flow.weight,
  };
  switch (flow.mode) {
    case "open":
      return { mode: "open", ...any, sendBytesPerSecond: flow.send, receiveBytesPerSecond: flow.receive };
    case "volume":
      return { mode: "volume", ...any, sendBytes: flow.send, receiveBytes: flow.receive };
    case "closed":
      return { mode: "closed", ...any, outstandingMessages: flow.outstanding, thinkSeconds: flow.think };
  }
}

function checkName(name: string, index: number, indexByName: Map<string, number>, report: ReportIssue): void {
  const path = ["peers", index, "name"];
  const taken = indexByName.get(name);
  if (name.trim() === "") report(contradiction(path, "a name of at least one character", showValue(name)));
  else if (taken !== undefined) report(contradiction(path, `a unique name (peers[${taken}] has this one)`, showValue(name)));
  else indexByName.set(name, index);
}

function checkLoad(flow: CheckedFlow, path: Path, report: ReportIssue): void {
  if (flow.mode === "closed" || flow.send + flow.receive > 0) return;
  report(contradiction(path, "something to send or to receive", `a flow of mode ${flow.mode} that carries nothing`));
}

function checkMessage(
  flow: CheckedFlow,
  { place }: CheckedPeer,
  channel: ResolvedChannel | undefined,
  path: Path,
  report: ReportIssue,
): void {
  const received = `${flow.message} bytes`;
  if (flow.protocol === "udp" && flow.message > DATAGRAM_BYTES_LIMIT) {
    report(contradiction(path, `at most ${DATAGRAM_BYTES_LIMIT} bytes, the largest datagram of udp`, received));
    return;
  }
  const limit = place === "elsewhere" ? Number.POSITIVE_INFINITY : ringMessageLimit(channel, flow.message);
  if (flow.message <= limit) return;
  report(contradiction(path, `at most ${limit} bytes, the largest message of the channel, which does not split larger ones`, received));
}

/** Maximum bytes of a message that goes through a ring; Infinity if the channel has no limit. */
function ringMessageLimit(channel: ResolvedChannel | undefined, messageBytes: number): number {
  if (channel === undefined || channel.kind === "netfront") return Number.POSITIVE_INFINITY;
  const { splitsLargeMessages, interceptedRatio, largestMessageBytes } = channel.xenvmc;
  const isShared = channel.kind === "xenvmc-modified" && messageBytes >= (channel.modified.shareFromBytes ?? Number.POSITIVE_INFINITY);
  return splitsLargeMessages || isShared || interceptedRatio === 0 ? Number.POSITIVE_INFINITY : largestMessageBytes;
}
