/** Creates the model of a scenario's channel, and the one that carries its bytes on each path. */
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { Channel } from "./channel.js";
import { createNetfront } from "./netfront.js";
import type { Path } from "./pair-traffic.js";
import { parametersOf } from "./parameters.js";
import { createXenvmc } from "./xenvmc.js";
import { createXenvmcModified } from "./xenvmc-modified.js";

/** Creates the model of a scenario's channel. */
export function createChannel(resolved: ResolvedChannel): Channel {
  const parameters = parametersOf(resolved);
  switch (resolved.kind) {
    case "netfront":
      return createNetfront(parameters, "bridge");
    case "xenvmc":
      return createXenvmc(resolved, parameters);
    case "xenvmc-modified":
      return createXenvmcModified(resolved, parameters);
  }
}

/** The channel that carries bytes on `path`: netfront on the bridge and the network, `channel` itself in shared memory. */
export function channelOnPath(channel: Channel, path: Path): Channel {
  return path === "shared-memory" ? channel : createNetfront(channel.parameters, path);
}
