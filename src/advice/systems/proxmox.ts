/**
 * Proxmox VE by qm(1) (https://pve.proxmox.com/pve-docs/qm.1.html): `qm set` with migrate_downtime (s) and migrate_speed (MB/s, 0: no limit), `qm migrate` with --online and
 * --migration_type secure|insecure (src/PVE/QemuServer.pm, src/PVE/API2/Qemu.pm). Its downtime limit doubles by itself.
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { limitChoices, qemuOf, transportChoices } from "./qemu-choices.js";
import type { System } from "./system.js";

/** What Proxmox VE sets as a bandwidth limit where migrate_speed is 0 (docs/sources/policies.md#proxmox). */
const UNLIMITED_BYTES_PER_SECOND = 16 * 2 ** 30;
const MB = 2 ** 20;

export const PROXMOX: System = {
  name: "proxmox",
  base: ({ policy }) => (policy?.name === "proxmox" ? {} : { policy: "proxmox" }),
  choices: (scenario, goals) => [
    speedChoices(scenario),
    limitChoices("engine.downtimeLimit", goals),
    scenario.policy?.name === "proxmox" ? transportChoices(scenario) : [insecure],
  ],
  words: wordsOf,
};

const insecure: Setting = { knobs: ["transport"], label: "plain TCP", set: { "link.transport": "tcp" }, weight: WEIGHTS.service };

function speedChoices(scenario: ResolvedScenario): Setting[] {
  const { maxBandwidthBytesPerSecond } = qemuOf(scenario);
  if (scenario.policy?.name !== "proxmox" || maxBandwidthBytesPerSecond === 0) return [];
  if (maxBandwidthBytesPerSecond >= UNLIMITED_BYTES_PER_SECOND) return [];
  return [{ knobs: ["bandwidth"], label: "no bandwidth limit", set: { "engine.maxBandwidth": 0 }, weight: WEIGHTS.parameter }];
}

function wordsOf(scenario: ResolvedScenario): string[] {
  const { downtimeLimitSeconds, maxBandwidthBytesPerSecond } = qemuOf(scenario);
  const isUnlimited = maxBandwidthBytesPerSecond === 0 || maxBandwidthBytesPerSecond >= UNLIMITED_BYTES_PER_SECOND;
  const speed = isUnlimited ? 0 : Math.max(1, Math.round(maxBandwidthBytesPerSecond / MB));
  return [
    `qm set VMID --migrate_downtime ${Number(downtimeLimitSeconds.toPrecision(6))} --migrate_speed ${speed}`,
    `qm migrate VMID TARGET --online --migration_type ${scenario.link.transport === "ssh" ? "secure" : "insecure"}`,
  ];
}
