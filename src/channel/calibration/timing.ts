/** The shape of a timing calibration: how long messages take on one machine, per channel. */
import type { CalibrationName } from "../../scenario/resolved/resolved-channel.js";

/** A measured value by message size. */
export type SizePoint = readonly [messageBytes: number, value: number];

/** Time per message in a stream: t(s) = perMessageSeconds + s * perByteSeconds. Symbols: a, b. */
export interface StreamTiming {
  readonly perMessageSeconds: number;
  readonly perByteSeconds: number;
  /** Measured throughput in bits per second by ascending message size. Within this range it takes precedence over the line. */
  readonly bitsPerSecond?: readonly SizePoint[];
}

/** Request and answer of the same size: a line or measured points. `roundTripSeconds` adds the messages' own times to it. */
export interface RoundTripTiming {
  /** A round trip of the smallest messages. Symbol: RTT0. */
  readonly seconds: number;
  readonly perByteSeconds: number;
  /** Measured seconds by ascending message size. Within this range they take precedence over the line. */
  readonly points?: readonly SizePoint[];
}

export interface ChannelTiming {
  readonly stream: StreamTiming;
  readonly roundTrip: RoundTripTiming;
}

export interface TimingCalibration {
  readonly name: CalibrationName;
  /** The machine and the programs, in one sentence. */
  readonly testbed: string;
  readonly netfront: ChannelTiming;
  readonly xenvmc: ChannelTiming;
  /** A reconstruction: no figure of the modified protocol has been published. */
  readonly xenvmcModified: ChannelTiming;
  /** True if a user has measured a modified protocol: its stream is then as given, without bounds. */
  readonly isModifiedMeasured?: boolean;
  /** Loopback of the same machine, if measured: the modified protocol is not faster, unless XenVMC is. */
  readonly loopback?: StreamTiming;
  /** Small messages between two hosts, any channel. */
  readonly remoteRoundTripSeconds: number;
}
