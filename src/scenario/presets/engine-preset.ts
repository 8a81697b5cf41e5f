/** What an engine preset is. */
import type {
  AutoConvergeParameters,
  DirtyLimitParameters,
  EngineParameters,
  MultifdParameters,
  PostcopyParameters,
  SimgridParameters,
  XbzrleParameters,
} from "../resolved/engine-parameters.js";

import type { HostName } from "./hosts.js";

/** All parameters of an engine except those derived from the scenario: SimGrid's speed is by default its link's. */
export type PresetParameters = Exclude<EngineParameters, SimgridParameters> | Omit<SimgridParameters, "speedBytesPerSecond">;

/** Defaults of each QEMU feature when a scenario switches it on. */
export interface QemuFeatures {
  readonly autoConverge: AutoConvergeParameters;
  readonly dirtyLimit: DirtyLimitParameters;
  readonly xbzrle: XbzrleParameters;
  readonly multifd: MultifdParameters;
  readonly postcopy: PostcopyParameters;
}

/** An engine that a scenario can name. */
export interface EnginePreset {
  readonly name: string;
  /** Other names that a scenario may give it. What is resolved, and so every result, has `name`. */
  readonly aliases?: readonly string[];
  readonly description: string;
  /** What was measured under it, with the group of validation cases; and what is assumed or known from titles of commits only. */
  readonly measured?: string;
  readonly assumed?: string;
  /** Where the values come from: files and functions or a paper, and a page of docs/sources. */
  readonly source: string;
  readonly parameters: PresetParameters;
  /** QEMU only: the features, which are off unless switched on or set in `parameters`. */
  readonly features?: QemuFeatures;
  /** Host that a scenario has if it names none; absent: `none`. */
  readonly host?: HostName;
  /** QEMU only: the newest release that the preset stands for, as 10.1. What came later is refused. */
  readonly newestRelease?: number;
}
