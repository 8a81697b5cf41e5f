/** What a log cannot tell, and what would: the sentences at the end of a calibration. */

import type { Target } from "./fit.js";
import type { Frame } from "./frame.js";
import type { Intervals } from "./intervals.js";
import type { ParameterName } from "./model.js";

/** Something that cannot be known from the log. */
export interface Unknown {
  readonly what: string;
  /** The command of the system that would measure it; absent if there is none. */
  readonly command?: string;
}

export function unknowns(target: Target, frame: Frame, names: readonly ParameterName[], intervals: Intervals): Unknown[] {
  const isQemu = frame.family === "qemu";
  return [
    ...tiedWords(names, intervals),
    ...intervals.parameters.flatMap(({ isKnown }, at): Unknown[] =>
      isKnown ? [] : [{ what: `${names[at]?.name}: a factor of ten either way makes the same log` }],
    ),
    ...convergenceWords(target, isQemu),
    ...frameWords(frame, isQemu),
  ];
}

function tiedWords(names: readonly ParameterName[], { tied }: Intervals): Unknown[] {
  return tied.map(({ first, second, correlation }) => {
    const [one, other] = [names[first]?.name, names[second]?.name];
    const together = correlation < 0 ? "a larger one and a smaller other" : "both larger or both smaller";
    return {
      what: `${one} and ${other} cannot be told apart: ${together} make nearly the same log (correlation ${correlation.toFixed(2)})`,
    };
  });
}

function convergenceWords({ assumed, observations, measured }: Target, isQemu: boolean): Unknown[] {
  const command = isQemu
    ? "virsh domdirtyrate-calc GUEST --seconds 1 --mode dirty-bitmap, before the migration; or calc-dirty-rate of QMP with several times"
    : "xl -v migrate (or -vv), which writes a line for each round";
  if (assumed.length > 0) {
    const shortest = Math.min(
      ...observations.flatMap(({ looks }) => looks.map(({ seconds = Number.POSITIVE_INFINITY }) => seconds)),
      ...measured.map(({ seconds }) => seconds),
    );
    const looks = observations.reduce((sum, observation) => sum + observation.looks.length, 0);
    const few = looks > 1 || measured.length > 0 ? "" : ". Of guests with the same first look one may converge and another not";
    return [
      {
        what: `which pages are written again within less than ${shortest.toPrecision(3)} s, and so whether later rounds converge: assumed is that distinct pages grow as time^(2/3)${few}`,
        command,
      },
    ];
  }
  const isBlind = observations.every(({ looks, measured }) => looks.length + measured.length === 0);
  return isBlind
    ? [{ what: "how the guest writes: the log has totals and no read of the dirty log, so the workload is one of many that fit", command }]
    : [];
}

function frameWords({ settings, base }: Frame, isQemu: boolean): Unknown[] {
  const assumed = new Set(settings.filter(({ origin }) => origin === "assumed").map(({ path }) => path));
  const commands: Readonly<Record<string, Unknown>> = {
    "engine.preset": {
      what: "the version of the hypervisor",
      command: isQemu ? "virsh version, or query-version of QMP" : "xl info, or the version of the monitor",
    },
    "engine.maxBandwidth": {
      what: "whether the link or max-bandwidth was the limit",
      command: "virsh migrate-getspeed GUEST, or query-migrate-parameters of QMP",
    },
    "link.bandwidth": { what: "how fast the link is: the log shows a limit below it", command: "iperf3 between the hosts" },
  };
  const isPlaced = base.workload === undefined;
  return [
    ...Object.entries(commands).flatMap(([path, unknown]) => (assumed.has(path) ? [unknown] : [])),
    ...(isPlaced
      ? [{ what: "where in memory the guest writes: assumed is the low end, which the first pass of QEMU comes to first" }]
      : []),
  ];
}
