/** Where a scenario has the downtime limit that its migration ends at. */
import type { ResolvedPolicy } from "../scenario/resolved/policy-parameters.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";

/** A field that sets the downtime limit, or why there is none. */
export type DowntimeLimit = { readonly path: string; readonly seconds: number } | { readonly reason: string };

/**
 * The field in force: the policy's where it moves the limit itself, else the engine's. QEMU has `downtime-limit` (migration/options.c), Cloud
 * Hypervisor from release 52 on `downtime_ms` (docs/sources/cloud-hypervisor.md#rule-since-52); the other engines stop at a number of
 * pages or of rounds.
 */
export function downtimeLimitOf({ engine, policy }: Pick<ResolvedScenario, "engine" | "policy">): DowntimeLimit {
  const ofPolicy = policy === undefined ? undefined : policyLimit(policy);
  if (ofPolicy !== undefined) return ofPolicy;
  if (engine.family === "qemu") {
    if (engine.mode !== undefined && engine.mode !== "normal")
      return { reason: `${engine.preset} in mode ${engine.mode} has no live phase` };
    return { path: "engine.downtimeLimit", seconds: engine.downtimeLimitSeconds };
  }
  if (engine.family === "cloud-hypervisor" && engine.memoryMode !== "postcopy" && engine.rule === "downtime") {
    return { path: "engine.downtime", seconds: engine.downtimeSeconds };
  }
  return { reason: `${engine.preset} has no downtime limit: ${REASONS[engine.family] ?? "it stops by a rule of its own"}` };
}

/** What the other families stop at. */
const REASONS: Readonly<Record<string, string>> = {
  "xen-classic": "it stops below a number of dirty pages, or after a number of rounds",
  "xen-stream": "it stops below a number of dirty pages, or after a number of rounds",
  "cloud-hypervisor": "it stops after a number of passes, or copies all memory after the switch",
  firecracker: "it copies memory with the guest paused",
  simgrid: "its model is SimGrid's",
  rounds: "it stops after a number of rounds, or by a rule of its own",
};

function policyLimit(policy: ResolvedPolicy): DowntimeLimit | undefined {
  if (policy.name === "nova" || policy.name === "cloud-hypervisor") return { path: "policy.downtime", seconds: policy.downtimeSeconds };
  if (policy.name === "kubevirt-vep248" || policy.name === "kubevirt-vep291") {
    return { path: "policy.maxDowntime", seconds: policy.maxDowntimeSeconds };
  }
  return undefined;
}
