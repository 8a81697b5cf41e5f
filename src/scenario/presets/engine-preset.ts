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

/** Everything an engine has but what follows from the scenario: the speed of SimGrid's migration is by default its link's. */
export type PresetParameters = Exclude<EngineParameters, SimgridParameters> | Omit<SimgridParameters, "speedBytesPerSecond">;

/** What each feature of QEMU is where a scenario switches it on and leaves its parameters out. */
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
  readonly description: string;
  /** Where the values come from: files and functions or a paper, and a page of docs/sources. */
  readonly source: string;
  readonly parameters: PresetParameters;
  /** QEMU alone: the features that are off unless they are asked for, or unless `parameters` has them. */
  readonly features?: QemuFeatures;
}
