/** Times of single messages from a timing calibration. Pure functions of the message's size. */
import type { RoundTripTiming, SizePoint, StreamTiming } from "./calibration/timing.js";

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

/** Seconds from a request of `messageBytes` to its answer of the same size on an idle channel. */
export function roundTripSeconds(timing: RoundTripTiming, messageBytes: number): number {
  const line = (bytes: number) => timing.seconds + bytes * timing.perByteSeconds;
  const points = timing.points;
  if (points === undefined) return line(messageBytes);
  const least = (points[0] as SizePoint)[0];
  const most = (points[points.length - 1] as SizePoint)[0];
  const nearest = Math.min(Math.max(messageBytes, least), most);
  return interpolate(points, nearest) + (messageBytes - nearest) * timing.perByteSeconds;
}
