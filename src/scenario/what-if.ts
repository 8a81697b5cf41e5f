/** Combinations that the laboratory runs and that no host has. */
import type { EngineParameters } from "./resolved/engine-parameters.js";
import type { ResolvedScenario } from "./resolved/resolved.js";

type Asked = Pick<ResolvedScenario, "engine" | "channel" | "peers">;

/** The engines whose guests have the channels that are modelled: these are made of Xen's grants and event channels. */
const HAS_CHANNELS: Readonly<Record<EngineParameters["family"], boolean>> = {
  "xen-classic": true,
  "xen-stream": true,
  qemu: false,
  "cloud-hypervisor": false,
  firecracker: false,
  simgrid: false,
};

/**
 * Why a scenario's traffic is a what-if, in one sentence; undefined where it is none. What a channel takes of link, processors
 * and pages says nothing of who migrates: with another's engine the algorithms are compared, and no product is (our decision).
 */
export function whatIfOf({ engine, channel, peers }: Asked): string | undefined {
  if (channel === undefined || peers.length === 0 || HAS_CHANNELS[engine.family]) return undefined;
  return `A what-if: ${channel.kind} is a channel of Xen's guests, and ${engine.preset} does not migrate these. The channel's load on link, processors and pages is put under this engine's algorithm.`;
}
