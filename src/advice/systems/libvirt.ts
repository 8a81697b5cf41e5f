/**
 * libvirt by virsh: the options of `migrate` and `migrate-setmaxdowntime` in virsh(1) (docs/manpages/virsh.rst): --parallel,
 * --parallel-connections, --auto-converge, --postcopy, --postcopy-after-precopy, --compressed, --comp-methods, --comp-xbzrle-cache, --bandwidth
 * (MiB/s), --tls. Without --bandwidth there is no limit (docs/sources/policies.md#libvirt).
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { AUTO_CONVERGE, bandwidthChoices, limitChoices, multifdChoices, POST_COPY, qemuOf, transportChoices } from "./qemu-choices.js";
import type { System } from "./system.js";

const MIB = 2 ** 20;

export const LIBVIRT: System = {
  name: "libvirt",
  base: () => ({}),
  choices: (scenario, goals) => [
    bandwidthChoices(scenario),
    multifdChoices(scenario),
    limitChoices("engine.downtimeLimit", goals),
    [AUTO_CONVERGE, POST_COPY],
    transportChoices(scenario),
  ],
  words: wordsOf,
};

function wordsOf(scenario: ResolvedScenario): string[] {
  const { downtimeLimitSeconds, maxBandwidthBytesPerSecond, multifd, autoConverge, postcopy, xbzrle } = qemuOf(scenario);
  const methods = [
    ...(xbzrle === undefined ? [] : ["xbzrle"]),
    ...(multifd === undefined || multifd.compression === "none" ? [] : [multifd.compression]),
  ];
  const options = [
    "--live",
    ...(multifd === undefined ? [] : [`--parallel --parallel-connections ${multifd.channels}`]),
    ...(autoConverge === undefined ? [] : ["--auto-converge"]),
    ...(methods.length === 0 ? [] : [`--compressed --comp-methods ${methods.join(",")}`]),
    ...(xbzrle === undefined ? [] : [`--comp-xbzrle-cache ${xbzrle.cacheBytes}`]),
    ...(maxBandwidthBytesPerSecond === 0 ? [] : [`--bandwidth ${Math.max(1, Math.round(maxBandwidthBytesPerSecond / MIB))}`]),
    ...(postcopy === undefined ? [] : ["--postcopy --postcopy-after-precopy"]),
    ...(scenario.link.transport === "tls" ? ["--tls"] : []),
  ];
  return [
    `virsh migrate ${options.join(" ")} GUEST qemu+ssh://HOST/system`,
    `virsh migrate-setmaxdowntime GUEST ${Math.round(downtimeLimitSeconds * 1000)}  # in another terminal, while it migrates`,
  ];
}
