/** Times of single messages from a timing calibration. Pure functions of the message's size. */
import type { RoundTripTiming, SizePoint, StreamTiming, TimingCalibration } from "./calibration/timing.js";

/** Value at `bytes`, interpolated linearly in the logarithm of the size; constant beyond the first and last point. */
function interpolate(points: readonly SizePoint[], bytes: number): number {
  const [first, last] = [points[0] as SizePoint, points[points.length - 1] as SizePoint];
  if (bytes <= first[0]) return first[1];
  if (bytes >= last[0]) return last[1];
  const above = points.findIndex(([size]) => size >= bytes);
  const [lowBytes, low] = points[above - 1] as SizePoint;
  const [highBytes, high] = points[above] as SizePoint;
  return low + (high - low) * (Math.log2(bytes / lowBytes) / Math.log2(highBytes / lowBytes));
}

function lineSeconds(timing: StreamTiming, bytes: number): number {
  return timing.perMessageSeconds + bytes * timing.perByteSeconds;
}

/**
 * Seconds that the slowest stage takes per message in a stream. Symbol: t(s).
 *
 * Inside the measured range the throughput is interpolated in log2 of the size. Outside, the line a + b s is used, scaled
 * so that it meets the measurement at the end of the range.
 */
export function streamSeconds(timing: StreamTiming, messageBytes: number): number {
  const points = timing.bitsPerSecond;
  if (points === undefined) return lineSeconds(timing, messageBytes);
  const least = (points[0] as SizePoint)[0];
  const most = (points[points.length - 1] as SizePoint)[0];
  const nearest = Math.min(Math.max(messageBytes, least), most);
  const measured = (8 * nearest) / interpolate(points, nearest);
  return measured * (lineSeconds(timing, messageBytes) / lineSeconds(timing, nearest));
}

/**
 * Seconds per message of the faster exchange: its own line, but not less than the loopback of the same machine, and not more than XenVMC
 * takes. XenVMC bypasses the TCP stack of the loopback and was measured faster than it up to 1 KiB (e2016). A measured one is as it is.
 */
export function fasterSeconds({ xenvmcModified, xenvmc, loopback, isModifiedMeasured }: TimingCalibration, bytes: number): number {
  const seconds = streamSeconds(xenvmcModified.stream, bytes);
  if (isModifiedMeasured) return seconds;
  const least = loopback === undefined ? 0 : streamSeconds(loopback, bytes);
  return Math.min(streamSeconds(xenvmc.stream, bytes), Math.max(least, seconds));
}

/** What a round trip is calculated from: its own timing, and the time per message in a stream. */
export interface RoundTripBasis {
  readonly roundTrip: RoundTripTiming;
  /** Time per message without bytes. Symbol: a. */
  readonly perMessageSeconds: number;
  /** Time per message of a size. Symbol: t(s). */
  readonly messageSeconds: (messageBytes: number) => number;
}

/**
 * Seconds from a request of `messageBytes` to its answer of the same size on an idle channel.
 *
 * Measured points are interpolated. Beyond them the round trip grows by two message times, or by the slope of its line if that is more.
 * Without points it is RTT0 + 2 (t(s) - a): both ways pass the slowest stage one after the other. Our modelling decision, because the
 * flat round trips of e2016 exceed at large sizes what the same run measured in a stream (docs/sources/channels.md#timing).
 */
export function roundTripSeconds({ roundTrip, perMessageSeconds, messageSeconds }: RoundTripBasis, messageBytes: number): number {
  const { seconds, perByteSeconds, points } = roundTrip;
  const bothWays = 2 * messageSeconds(messageBytes);
  if (points === undefined) return seconds + Math.max(0, messageBytes * perByteSeconds, bothWays - 2 * perMessageSeconds);
  const least = (points[0] as SizePoint)[0];
  const most = (points[points.length - 1] as SizePoint)[0];
  const nearest = Math.min(Math.max(messageBytes, least), most);
  const measured = interpolate(points, nearest);
  if (nearest === messageBytes) return measured;
  return measured + Math.max((messageBytes - nearest) * perByteSeconds, bothWays - 2 * messageSeconds(nearest));
}
