/** Choices that QEMU offers to all systems on top of it. */
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { writtenDowntime } from "../quantities.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { type Goals, LIMIT_SHARES } from "./system.js";

/** Connections asked for: KubeVirt's number (parallelMultifdMigrationThreads of pkg/virt-handler/controller.go). */
const CHANNELS = 8;

/** The engine's parameters, for systems that run QEMU alone. @throws RangeError for another engine */
export function qemuOf({ engine }: ResolvedScenario): QemuParameters {
  if (engine.family === "qemu") return engine;
  throw new RangeError(`expected an engine of QEMU, received ${engine.preset}`);
}

export function bandwidthChoices(scenario: ResolvedScenario): Setting[] {
  if (qemuOf(scenario).maxBandwidthBytesPerSecond === 0) return [];
  return [{ knobs: ["bandwidth"], label: "no bandwidth limit", set: { "engine.maxBandwidth": 0 }, weight: WEIGHTS.parameter }];
}

/** Several connections, and xbzrle, which QEMU refuses beside them. */
export function multifdChoices(scenario: ResolvedScenario): Setting[] {
  const { multifd, xbzrle } = qemuOf(scenario);
  const differences: Setting = { knobs: ["xbzrle"], label: "xbzrle", set: { "engine.xbzrle": true }, weight: WEIGHTS.service };
  const plain: Setting = {
    knobs: ["multifd"],
    label: `multifd with ${CHANNELS} channels`,
    set: { "engine.multifd": { channels: CHANNELS } },
    weight: WEIGHTS.parameter,
  };
  const compressed: Setting = {
    knobs: ["multifd", "compression"],
    label: `multifd with ${CHANNELS} channels and zstd`,
    set: { "engine.multifd": { channels: CHANNELS, compression: "zstd" } },
    weight: WEIGHTS.parameter + WEIGHTS.service,
  };
  return [
    ...(multifd !== undefined && multifd.channels >= CHANNELS ? [] : [plain]),
    ...(multifd?.compression === "zstd" ? [] : [compressed]),
    ...(xbzrle === undefined ? [differences] : []),
  ];
}

/** The limits that are tried, as texts. */
export function limitTexts({ maxDowntimeSeconds }: Goals): string[] {
  return [...new Set(LIMIT_SHARES.map((share) => writtenDowntime(share * maxDowntimeSeconds)))];
}

/** Downtime limits just below the goal and at half of it, at the field where the system has its limit. */
export function limitChoices(path: string, goals: Goals, more: Setting["set"] = {}): Setting[] {
  return limitTexts(goals).map((text) => ({
    knobs: ["downtime-limit"],
    label: `downtime limit ${text}`,
    set: { [path]: text, ...more },
    weight: WEIGHTS.parameter,
  }));
}

export const AUTO_CONVERGE: Setting = {
  knobs: ["auto-converge"],
  label: "auto-converge",
  set: { "engine.autoConverge": true },
  weight: WEIGHTS.throttle,
};

export const DIRTY_LIMIT: Setting = {
  knobs: ["dirty-limit"],
  label: "dirty limit",
  set: { "engine.dirtyLimit": true, "engine.log": "dirty-ring" },
  weight: WEIGHTS.configuredThrottle,
};

export const POST_COPY: Setting = {
  knobs: ["post-copy"],
  label: "post-copy after the first pass",
  set: { "engine.postcopy": true },
  weight: WEIGHTS.risk,
};

export const POST_COPY_PREEMPT: Setting = { ...POST_COPY, set: { "engine.postcopy": { preempt: true } } };

/** Plain TCP in place of a slower carrier. */
export function transportChoices({ link }: ResolvedScenario): Setting[] {
  if (link.transport === "tcp" || link.transport === "local") return [];
  return [{ knobs: ["transport"], label: "plain TCP", set: { "link.transport": "tcp" }, weight: WEIGHTS.service }];
}
