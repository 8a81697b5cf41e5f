/**
 * libvirt without a management layer above it: QEMU alone decides, unless `virsh migrate --timeout` ends the live phase: by a pause
 * (`--timeout-suspend`, its default) or by the switch to post-copy (`--timeout-postcopy`).
 */

import { showBytes, showSeconds } from "../../result/words.js";
import type { LibvirtParameters } from "../../scenario/resolved/policy-parameters.js";
import type { StopPolicy } from "../policy.js";
import { monitored } from "./monitor.js";

export function libvirtPolicy({ timeoutSeconds, timeoutAction }: LibvirtParameters): StopPolicy {
  return (statistics) => {
    const { elapsedSeconds, remainingBytes } = monitored("libvirt", statistics);
    if (timeoutSeconds === 0 || elapsedSeconds < timeoutSeconds) return "continue";
    const over = `virsh's timeout of ${showSeconds(timeoutSeconds)} passed with ${showBytes(remainingBytes)} left`;
    if (timeoutAction === "postcopy") return { decision: "postcopy", detail: `as ${over}` };
    return { decision: "stop", detail: `${over}: the guest was paused to send them.` };
  };
}
