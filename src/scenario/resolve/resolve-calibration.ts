/** Resolves calibrations of the user's own: their points in order, each size once per channel. */
import { contradiction, type ReportIssue } from "../issues.js";
import type { CalibrationName, ResolvedCalibration, ResolvedCalibrationPoint } from "../resolved/resolved-channel.js";
import type { CheckedChannel } from "../schema/channel.js";

const PATH = ["channel", "calibration", "points"] as const;

export function resolveCalibration(calibration: CheckedChannel["calibration"], report: ReportIssue): CalibrationName | ResolvedCalibration {
  if (typeof calibration === "string") return calibration;
  const { from, points } = calibration;
  if (points.length === 0) report(contradiction(PATH, "at least one point", "none"));
  const rows = new Map<string, number>();
  for (const [row, { channel, message }] of points.entries()) {
    const key = `${channel} ${message}`;
    const first = rows.get(key);
    if (first === undefined) rows.set(key, row);
    else report(contradiction([...PATH, row, "message"], `a size that points[${first}] of ${channel} does not have`, `${message} bytes`));
  }
  const resolved = points.map(
    ({ channel, message, throughput, roundTrip }): ResolvedCalibrationPoint => ({
      channel,
      messageBytes: message,
      throughputBitsPerSecond: throughput,
      ...(roundTrip === undefined ? {} : { roundTripSeconds: roundTrip }),
    }),
  );
  return { from, points: resolved.sort((one, other) => one.messageBytes - other.messageBytes) };
}
