/** The channel that a scenario names, and the one that carries its bytes on each path. */
import type { Channel } from "./channel.js";
import { createNetfront } from "./netfront.js";
import type { ChannelParameters } from "./parameters.js";
import type { Path } from "./peer.js";
import { createXenvmc } from "./xenvmc.js";
import { createXenvmcModified } from "./xenvmc-modified.js";

/** Creates the channel that `parameters` describe. */
export function createChannel(parameters: ChannelParameters): Channel {
  if (parameters.kind === "netfront") return createNetfront(parameters, "bridge");
  return parameters.kind === "xenvmc" ? createXenvmc(parameters) : createXenvmcModified(parameters);
}

/** The channel that carries bytes while a pair is on different hosts, or has not joined: netfront, whatever `channel` is. */
export function channelOnPath(channel: Channel, path: Path): Channel {
  return path === "shared-memory" ? channel : createNetfront(channel.parameters, path);
}
