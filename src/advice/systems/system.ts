/** What a system that migrates guests lets its operator set. */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import type { FieldValues } from "../../study/trial.js";
import type { Setting } from "../settings.js";

/** Systems in whose words advice ends. */
export const SYSTEM_NAMES = ["libvirt", "kubevirt", "nova", "proxmox", "qemu", "cloud-hypervisor", "xl"] as const;
/** One of `SYSTEM_NAMES`. */
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** Goals of a migration. */
export interface Goals {
  readonly maxDowntimeSeconds: number;
  readonly maxTotalSeconds: number;
}

export interface System {
  readonly name: SystemName;
  /** Fields that make a scenario one of this system, where it is not yet. */
  base(scenario: ResolvedScenario): FieldValues;
  /** Lists of which at most one choice each is taken. */
  choices(scenario: ResolvedScenario, goals: Goals): readonly (readonly Setting[])[];
  /** What an operator types for the scenario's settings, line by line. */
  words(scenario: ResolvedScenario): readonly string[];
}

/** Limits asked for: the pause also has the guest's state and the work of its host, and QEMU may overshoot the limit. */
export const LIMIT_SHARES = [0.9, 0.5] as const;
