/**
 * Cloud Hypervisor by ch-remote (live_migration.md in the documentation of cloud-hypervisor v53.0, "Migration Parameters"; VmSendMigrationData of vmm/src/api/mod.rs):
 * destination_url, downtime_ms, timeout_s, timeout_strategy (cancel or ignore), connections, memory_mode (docs/sources/cloud-hypervisor.md#rule-since-52,
 * docs/sources/cloud-hypervisor.md#postcopy). Up to v51 `send-migration` takes an address and no parameters (ch-remote.rs of v51.2).
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { limitChoices } from "./qemu-choices.js";
import type { Goals, System } from "./system.js";

export const CLOUD_HYPERVISOR: System = {
  name: "cloud-hypervisor",
  base: () => ({}),
  choices: (scenario, goals) => {
    const { engine } = scenario;
    if (engine.family !== "cloud-hypervisor") return [];
    return [
      engine.connections >= 8
        ? []
        : [{ knobs: ["multifd"], label: "8 connections", set: { "engine.connections": 8 }, weight: WEIGHTS.parameter }],
      engine.rule === "downtime" ? limitChoices("engine.downtime", goals) : [],
      [forced(goals), POST_COPY],
    ];
  },
  words: wordsOf,
};

const POST_COPY: Setting = { knobs: ["post-copy"], label: "post-copy", set: { "engine.memoryMode": "postcopy" }, weight: WEIGHTS.risk };

function forced({ maxTotalSeconds }: Goals): Setting {
  const seconds = Math.max(1, Math.floor(maxTotalSeconds / 2));
  return {
    knobs: ["disruption"],
    label: `a pause after ${seconds} s`,
    set: { "engine.timeout": seconds, "engine.timeoutStrategy": "ignore" },
    weight: WEIGHTS.risk,
  };
}

function wordsOf({ engine }: ResolvedScenario): string[] {
  if (engine.family !== "cloud-hypervisor") return [];
  const { memoryMode, rule, downtimeSeconds, timeoutSeconds, timeoutStrategy, connections } = engine;
  const rules = [
    `downtime_ms=${Math.round(downtimeSeconds * 1000)}`,
    `timeout_s=${Math.round(timeoutSeconds)}`,
    `timeout_strategy=${timeoutStrategy}`,
  ];
  if (rule !== "downtime" && memoryMode !== "postcopy") return ["ch-remote --api-socket SOCKET send-migration tcp:HOST:PORT"];
  const fields = [
    "destination_url=tcp:HOST:PORT",
    ...(memoryMode === "postcopy" ? ["memory_mode=postcopy"] : rules),
    ...(connections > 1 ? [`connections=${connections}`] : []),
  ];
  return [
    // The destination has to know (VmReceiveMigrationData of the same file).
    ...(memoryMode === "postcopy"
      ? ["ch-remote --api-socket SOCKET receive-migration receiver_url=tcp:0.0.0.0:PORT,memory_mode=postcopy  # at the destination, first"]
      : []),
    `ch-remote --api-socket SOCKET send-migration ${fields.join(",")}`,
  ];
}
