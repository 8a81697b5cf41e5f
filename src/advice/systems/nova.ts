/**
 * OpenStack Nova by the group [libvirt] of nova.conf (https://docs.openstack.org/nova/latest/configuration/config.html, nova/conf/libvirt.py, 2026.1): live_migration_downtime (ms), _downtime_steps,
 * _downtime_delay, _completion_timeout, _timeout_action, _permit_post_copy, _permit_auto_converge, _parallel_connections, _bandwidth (MiB/s).
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { AUTO_CONVERGE, bandwidthChoices, limitChoices, qemuOf } from "./qemu-choices.js";
import type { Goals, System } from "./system.js";

const GIB = 2 ** 30;
const MIB = 2 ** 20;
/** Nova counts memory in GiB, at least 2 (docs/sources/policies.md#nova). */
const LEAST_GIB = 2;
/** The least steps and the least delay per GiB that Nova takes, so that the limit soon reaches its highest value. */
const FAST_STEPS = { "policy.steps": 3, "policy.delayPerGiB": 3 };
const NOVA_LEAST_DOWNTIME_SECONDS = 0.1;

export const NOVA: System = {
  name: "nova",
  base: ({ policy }) => (policy?.name === "nova" ? {} : { policy: "nova" }),
  choices: (scenario, goals) => [
    bandwidthChoices(scenario),
    [
      {
        knobs: ["multifd"],
        label: "8 parallel connections",
        set: { "policy.parallelConnections": 8 },
        weight: WEIGHTS.parameter,
      },
    ],
    goals.maxDowntimeSeconds < NOVA_LEAST_DOWNTIME_SECONDS ? [] : limitChoices("policy.downtime", goals, FAST_STEPS),
    [AUTO_CONVERGE, forced(scenario, goals, true), forced(scenario, goals, false)],
  ],
  words: wordsOf,
};

/** Completion is forced at half of the goal. */
function forced({ vm }: ResolvedScenario, goals: Goals, hasPostCopy: boolean): Setting {
  const seconds = Math.max(1, Math.floor(goals.maxTotalSeconds / 2 / Math.max(LEAST_GIB, Math.ceil(vm.memoryBytes / GIB))));
  return {
    knobs: [hasPostCopy ? "post-copy" : "disruption"],
    label: `${hasPostCopy ? "post-copy" : "a pause"} after ${seconds} s per GiB`,
    set: {
      "policy.timeoutAction": "force-complete",
      "policy.permitPostCopy": hasPostCopy,
      "policy.completionTimeoutPerGiB": seconds,
    },
    weight: WEIGHTS.risk,
  };
}

function wordsOf(scenario: ResolvedScenario): string[] {
  const { maxBandwidthBytesPerSecond, autoConverge } = qemuOf(scenario);
  const { policy } = scenario;
  if (policy?.name !== "nova") return [];
  const option = (name: string, value: string | number | boolean): string => `live_migration_${name} = ${value}`;
  return [
    "[libvirt]",
    option("downtime", Math.round(policy.downtimeSeconds * 1000)),
    option("downtime_steps", policy.steps),
    option("downtime_delay", policy.delayPerGiBSeconds),
    option("completion_timeout", policy.completionTimeoutPerGiBSeconds),
    option("timeout_action", policy.timeoutAction === "abort" ? "abort" : "force_complete"),
    option("permit_post_copy", policy.permitPostCopy),
    option("permit_auto_converge", autoConverge !== undefined),
    option("parallel_connections", policy.parallelConnections),
    option("bandwidth", maxBandwidthBytesPerSecond === 0 ? 0 : Math.max(1, Math.round(maxBandwidthBytesPerSecond / MIB))),
  ];
}
