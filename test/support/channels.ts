/** Resolved channels and flows, for tests of their models. */
import type { Channel } from "../../src/channel/channel.js";
import { createChannel } from "../../src/channel/channels.js";
import { parseScenario, type Scenario } from "../../src/index.js";
import type { ResolvedChannel } from "../../src/scenario/resolved/resolved-channel.js";

/** A channel as written in a scenario. */
export type WrittenChannel = Exclude<NonNullable<Scenario["channel"]>, string>;

/** Defaults of a flow. */
export const FLOW_DEFAULTS = { protocol: "tcp", weight: 1 } as const;

/** The model of a channel. */
export function openChannel(channel: WrittenChannel): Channel {
  const scenario = parseScenario({ version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" }, channel });
  return createChannel(scenario.channel as ResolvedChannel);
}
