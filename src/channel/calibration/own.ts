/** A timing calibration from points of the user's own. */
import type { ChannelKind, ResolvedCalibration } from "../../scenario/resolved/resolved-channel.js";
import { fasterSeconds, streamSeconds } from "../message-time.js";
import { TIMING_CALIBRATIONS } from "./calibrations.js";
import type { ChannelTiming, SizePoint, TimingCalibration } from "./timing.js";

/**
 * The calibration that `own` starts from, with the measured points in place of its own. Beyond them its line is scaled to meet the
 * outermost points. If XenVMC was measured and the modified protocol was not, the latter is faster by the same factor as in the
 * calibration it starts from (our modelling decision), and the loopback of that other machine bounds nothing.
 */
export function ownTiming({ from, points }: ResolvedCalibration): TimingCalibration {
  const base = TIMING_CALIBRATIONS[from];
  const pointsOf = (kind: ChannelKind) => points.filter(({ channel }) => channel === kind);
  const withPoints = (kind: ChannelKind, timing: ChannelTiming): ChannelTiming => {
    const own = pointsOf(kind);
    if (own.length === 0) return timing;
    const bitsPerSecond = own.map(({ messageBytes, throughputBitsPerSecond }): SizePoint => [messageBytes, throughputBitsPerSecond]);
    const trips = own.flatMap(({ messageBytes, roundTripSeconds }): SizePoint[] =>
      roundTripSeconds === undefined ? [] : [[messageBytes, roundTripSeconds]],
    );
    const roundTrip = trips.length === 0 ? timing.roundTrip : { ...timing.roundTrip, points: trips };
    return { stream: { ...timing.stream, bitsPerSecond }, roundTrip };
  };
  const netfront = withPoints("netfront", base.netfront);
  const xenvmc = withPoints("xenvmc", base.xenvmc);
  const isModifiedMeasured = pointsOf("xenvmc-modified").length > 0;
  const xenvmcModified = isModifiedMeasured ? withPoints("xenvmc-modified", base.xenvmcModified) : fasterBy(base, xenvmc);
  const { loopback: _loopback, ...rest } = { ...base, netfront, xenvmc, xenvmcModified, isModifiedMeasured };
  return isModifiedMeasured || xenvmc !== base.xenvmc ? rest : { ...base, netfront };
}

/** The modified protocol on a machine where XenVMC is `xenvmc`. */
function fasterBy(base: TimingCalibration, xenvmc: ChannelTiming): ChannelTiming {
  const bitsPerSecond = (xenvmc.stream.bitsPerSecond ?? []).map(([bytes, bits]): SizePoint => {
    return [bytes, (bits * streamSeconds(base.xenvmc.stream, bytes)) / fasterSeconds(base, bytes)];
  });
  const { stream, roundTrip } = base.xenvmcModified;
  return { stream: bitsPerSecond.length === 0 ? stream : { ...stream, bitsPerSecond }, roundTrip };
}
