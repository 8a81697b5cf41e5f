/**
 * QEMU by its monitor: `migrate_set_capability` and `migrate_set_parameter` (hmp-commands.hx, and "Enabling postcopy" of
 * https://www.qemu.org/docs/master/devel/migration/postcopy.html: both sides), with the names of qapi/migration.json: multifd,
 * multifd-channels, multifd-compression, max-bandwidth, downtime-limit, auto-converge, dirty-limit, vcpu-dirty-limit (MB/s), postcopy-ram,
 * postcopy-preempt, xbzrle, xbzrle-cache-size.
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import {
  AUTO_CONVERGE,
  bandwidthChoices,
  DIRTY_LIMIT,
  limitChoices,
  multifdChoices,
  POST_COPY,
  POST_COPY_PREEMPT,
  qemuOf,
  transportChoices,
} from "./qemu-choices.js";
import type { System } from "./system.js";

const MIB = 2 ** 20;

export const QEMU: System = {
  name: "qemu",
  base: () => ({}),
  choices: (scenario, goals) => [
    bandwidthChoices(scenario),
    multifdChoices(scenario),
    limitChoices("engine.downtimeLimit", goals),
    [AUTO_CONVERGE, DIRTY_LIMIT, POST_COPY, POST_COPY_PREEMPT],
    transportChoices(scenario),
  ],
  words: wordsOf,
};

function wordsOf(scenario: ResolvedScenario): string[] {
  const { downtimeLimitSeconds, maxBandwidthBytesPerSecond, multifd, autoConverge, dirtyLimit, postcopy, xbzrle } = qemuOf(scenario);
  const capability = (name: string): string => `migrate_set_capability ${name} on`;
  const parameter = (name: string, value: string | number): string => `migrate_set_parameter ${name} ${value}`;
  return [
    parameter("downtime-limit", Math.round(downtimeLimitSeconds * 1000)),
    parameter("max-bandwidth", maxBandwidthBytesPerSecond === 0 ? 0 : `${maxBandwidthBytesPerSecond}B`),
    ...(multifd === undefined ? [] : [capability("multifd"), parameter("multifd-channels", multifd.channels)]),
    ...(multifd === undefined || multifd.compression === "none" ? [] : [parameter("multifd-compression", multifd.compression)]),
    ...(autoConverge === undefined ? [] : [capability("auto-converge")]),
    ...(dirtyLimit === undefined
      ? []
      : [capability("dirty-limit"), parameter("vcpu-dirty-limit", Math.round(dirtyLimit.bytesPerSecond / MIB))]),
    ...(xbzrle === undefined ? [] : [capability("xbzrle"), parameter("xbzrle-cache-size", xbzrle.cacheBytes)]),
    ...(postcopy === undefined ? [] : [capability("postcopy-ram"), ...(postcopy.preempt ? [capability("postcopy-preempt")] : [])]),
    ...(multifd === undefined && postcopy === undefined
      ? []
      : ["# at the destination too, before migrate_incoming: the lines of multifd and of postcopy"]),
    "migrate -d tcp:HOST:PORT",
    ...(postcopy === undefined ? [] : ["migrate_start_postcopy  # once `info migrate` shows the second iteration"]),
  ];
}
