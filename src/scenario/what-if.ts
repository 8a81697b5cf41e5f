/** What-if combinations of engine and channel, which no real host has. */
import type { EngineParameters } from "./resolved/engine-parameters.js";
import type { ResolvedScenario } from "./resolved/resolved.js";

type Asked = Pick<ResolvedScenario, "engine" | "channel" | "peers">;

/** Whether guests of an engine family have the modelled channels, which need Xen's grants and event channels. */
const HAS_CHANNELS: Readonly<Record<EngineParameters["family"], boolean>> = {
  "xen-classic": true,
  "xen-stream": true,
  qemu: false,
  "cloud-hypervisor": false,
  firecracker: false,
  simgrid: false,
  rounds: false,
};

/**
 * Why a scenario's traffic is a what-if, in one sentence; undefined if it is none. A channel's load on link, CPUs and
 * pages does not depend on the engine, so other engines may be combined with it to compare algorithms, not products (our decision).
 */
export function whatIfOf({ engine, channel, peers }: Asked): string | undefined {
  if (channel === undefined || peers.length === 0 || HAS_CHANNELS[engine.family]) return undefined;
  return `A what-if: ${channel.kind} is a channel of Xen's guests, and ${engine.preset} does not migrate these. The channel's load on link, processors and pages is put under this engine's algorithm.`;
}
