/** From the peers and the channel of a scenario to those of the channel models. */
import { type Channel, createChannel } from "../channel/channel.js";
import { resolveChannel } from "../channel/parameters.js";
import type { Peer } from "../channel/peer.js";
import type { ResolvedScenario } from "../scenario/resolved.js";

/** The peers as they are: a scenario has more of a flow than the models read, such as its reader and its weight. */
export function toPeers({ peers }: ResolvedScenario): readonly Peer[] {
  return peers;
}

/** The channel's model; undefined where the scenario has no channel. Parameters that do not apply get values that nothing reads. */
export function toChannel({ channel }: ResolvedScenario): Channel | undefined {
  return channel === undefined ? undefined : createChannel(resolveChannel(channel));
}
