/** Options of `xenvmc-sim study` as commander passes them. */
import type { EngineOptions, PolicyOptions, ScenarioOptions } from "../options.js";

export interface StudyCommandOptions extends ScenarioOptions, EngineOptions, PolicyOptions {
  readonly out?: string;
  readonly jobs?: string;
  readonly shard?: string;
  readonly queue?: string;
  /** A file, or true for `report.html` in the directory of `out`. */
  readonly report?: string | true;
  readonly quiet?: boolean;
}
