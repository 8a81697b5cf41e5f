/**
 * libvirt by virsh: the options of `migrate` and `migrate-setmaxdowntime` in virsh(1) (https://libvirt.org/manpages/virsh.html,
 * docs/manpages/virsh.rst): --parallel, --parallel-connections, --auto-converge, --postcopy, --postcopy-after-precopy, --timeout (s) with
 * --timeout-suspend or --timeout-postcopy, --compressed, --comp-methods, --comp-xbzrle-cache, --bandwidth (MiB/s), --tls. Without --bandwidth
 * there is no limit (docs/sources/policies.md#libvirt).
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { AUTO_CONVERGE, bandwidthChoices, limitChoices, multifdChoices, POST_COPY, qemuOf, transportChoices } from "./qemu-choices.js";
import type { Goals, System } from "./system.js";

const MIB = 2 ** 20;

export const LIBVIRT: System = {
  name: "libvirt",
  base: () => ({}),
  choices: (scenario, goals) => [
    [timeout(scenario, goals, "suspend"), timeout(scenario, goals, "postcopy")],
    bandwidthChoices(scenario),
    multifdChoices(scenario),
    limitChoices("engine.downtimeLimit", goals),
    [AUTO_CONVERGE, POST_COPY],
    transportChoices(scenario),
  ],
  words: wordsOf,
};

/** virsh acts at half of the goal. The policy would bring libvirt's own bandwidth limit along: the scenario's stays in force. */
function timeout(scenario: ResolvedScenario, { maxTotalSeconds }: Goals, timeoutAction: "suspend" | "postcopy"): Setting {
  const seconds = Math.max(1, Math.floor(maxTotalSeconds / 2));
  return {
    knobs: ["policy", timeoutAction === "suspend" ? "disruption" : "post-copy"],
    label: `${timeoutAction === "suspend" ? "a pause" : "post-copy"} after ${seconds} s`,
    set: {
      policy: { name: "libvirt", timeout: seconds, timeoutAction },
      "engine.maxBandwidth": qemuOf(scenario).maxBandwidthBytesPerSecond,
    },
    weight: WEIGHTS.risk,
  };
}

function wordsOf(scenario: ResolvedScenario): string[] {
  const { downtimeLimitSeconds, maxBandwidthBytesPerSecond, multifd, autoConverge, postcopy, xbzrle } = qemuOf(scenario);
  const { policy } = scenario;
  const methods = [
    ...(xbzrle === undefined ? [] : ["xbzrle"]),
    ...(multifd === undefined || multifd.compression === "none" ? [] : [multifd.compression]),
  ];
  const waits = policy?.name === "libvirt" && policy.timeoutSeconds > 0;
  const options = [
    "--live",
    ...(multifd === undefined ? [] : [`--parallel --parallel-connections ${multifd.channels}`]),
    ...(autoConverge === undefined ? [] : ["--auto-converge"]),
    ...(methods.length === 0 ? [] : [`--compressed --comp-methods ${methods.join(",")}`]),
    ...(xbzrle === undefined ? [] : [`--comp-xbzrle-cache ${xbzrle.cacheBytes}`]),
    ...(maxBandwidthBytesPerSecond === 0 ? [] : [`--bandwidth ${Math.max(1, Math.round(maxBandwidthBytesPerSecond / MIB))}`]),
    ...(postcopy === undefined ? [] : [waits ? "--postcopy" : "--postcopy --postcopy-after-precopy"]),
    ...(waits ? [`--timeout ${Math.round(policy.timeoutSeconds)} --timeout-${policy.timeoutAction}`] : []),
    ...(scenario.link.transport === "tls" ? ["--tls"] : []),
  ];
  return [
    `virsh migrate ${options.join(" ")} GUEST qemu+ssh://HOST/system`,
    `virsh migrate-setmaxdowntime GUEST ${Math.round(downtimeLimitSeconds * 1000)}  # in another terminal, while it migrates`,
  ];
}
