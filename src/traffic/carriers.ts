/** The channel that carries a lane's bytes on each path; figures are computed once per message size. */
import type { Channel } from "../channel/channel.js";
import { channelOnPath } from "../channel/channels.js";
import type { Path } from "../channel/pair-traffic.js";

/** Figures of a stream of messages of one size on one path. */
export interface StreamFigures {
  /** Seconds per byte of the slowest stage. */
  readonly secondsPerByte: number;
  readonly dom0SecondsPerMessage: number;
  readonly roundTripSeconds: number;
}

/** The channel itself for local bytes, netfront elsewhere. */
export class Carriers {
  readonly exchange: Channel;
  readonly #byPath = new Map<Path, { readonly carrier: Channel; readonly figures: Map<number, StreamFigures> }>();

  constructor(exchange: Channel) {
    this.exchange = exchange;
  }

  /** True if the bytes of a path go through Dom0. */
  meetsDom0(path: Path): boolean {
    return this.#on(path).carrier.kind === "netfront";
  }

  figuresOf(path: Path, messageBytes: number): StreamFigures {
    const { carrier, figures } = this.#on(path);
    const known = figures.get(messageBytes);
    if (known) return known;
    const computed = {
      secondsPerByte: 1 / carrier.throughputBytesPerSecond(messageBytes),
      dom0SecondsPerMessage: carrier.messageCpu(messageBytes, 1).dom0Seconds,
      roundTripSeconds: carrier.roundTripSeconds(messageBytes),
    };
    figures.set(messageBytes, computed);
    return computed;
  }

  #on(path: Path) {
    const known = this.#byPath.get(path);
    if (known) return known;
    const entry = { carrier: channelOnPath(this.exchange, path), figures: new Map<number, StreamFigures>() };
    this.#byPath.set(path, entry);
    return entry;
  }
}
