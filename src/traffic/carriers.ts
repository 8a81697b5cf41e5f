/** The channel that carries a lane's bytes on each path; figures are computed once per direction of a flow. */
import type { Channel } from "../channel/channel.js";
import { channelOnPath } from "../channel/channels.js";
import type { NetbackLoad } from "../channel/netback.js";
import type { Path } from "../channel/pair-traffic.js";
import type { ResolvedFlow } from "../scenario/resolved/resolved-peers.js";

/** Figures of a lane's stream of messages on one path. */
export interface StreamFigures {
  /** Seconds per byte of the slowest stage. */
  readonly secondsPerByte: number;
  readonly roundTripSeconds: number;
  /** Dom0's work; absent where the bytes do not go through it. */
  readonly netback?: NetbackLoad | undefined;
}

/** One direction of a flow: a lane. */
export interface Stream {
  readonly flow: ResolvedFlow;
  readonly direction: "send" | "receive";
}

interface Carrier {
  readonly channel: Channel;
  readonly send: Map<ResolvedFlow, StreamFigures>;
  readonly receive: Map<ResolvedFlow, StreamFigures>;
}

/** The channel itself for local bytes, netfront elsewhere. */
export class Carriers {
  readonly exchange: Channel;
  readonly #byPath = new Map<Path, Carrier>();

  constructor(exchange: Channel) {
    this.exchange = exchange;
  }

  figuresOf(path: Path, { flow, direction }: Stream): StreamFigures {
    const carrier = this.#on(path);
    const known = carrier[direction].get(flow);
    if (known) return known;
    const { messageBytes, pacingSeconds, protocol } = flow;
    const computed = {
      secondsPerByte: 1 / carrier.channel.throughputBytesPerSecond(messageBytes),
      roundTripSeconds: carrier.channel.roundTripSeconds(messageBytes),
      netback: carrier.channel.netback?.({ messageBytes, direction, pacingSeconds, protocol }),
    };
    carrier[direction].set(flow, computed);
    return computed;
  }

  #on(path: Path): Carrier {
    const known = this.#byPath.get(path);
    if (known) return known;
    const carrier = { channel: channelOnPath(this.exchange, path), send: new Map(), receive: new Map() };
    this.#byPath.set(path, carrier);
    return carrier;
  }
}
