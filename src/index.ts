/**
 * The library: everything that `import ... from "xenvmc-sim"` gives.
 * @module xenvmc-sim
 */
export { type ChannelChoice, type CompareOptions, type CompareStanding, compare, type EngineChoice } from "./analysis/compare.js";
export type {
  AttributedFigure,
  Attribution,
  ComparedRun,
  ComparedVariant,
  Comparison,
  Difference,
  Figures,
  PairedDifference,
  Verdict,
} from "./analysis/comparison.js";
export {
  type ChannelMeasurement,
  type MeasureChannelOptions,
  type MeasuredChannel,
  type MeasuredWindow,
  measureChannel,
} from "./analysis/measure-channel.js";
export { type Core, loadCore } from "./core/load.js";
export type {
  BeginRoundAction,
  Burst,
  BurstAction,
  EngineAction,
  EngineAnswer,
  EngineTotals,
  GuestState,
  Harvest,
  ModelRoundAction,
  PausePhase,
  PauseReason,
  PostcopyAction,
  PullAction,
  SendAction,
  SentRound,
  Sync,
} from "./engine/action.js";
export { BARE_WIRE } from "./engine/bare-wire.js";
export type { Engine, EngineProcess, MigrationFacts } from "./engine/engine.js";
export { createPolicy } from "./engine/policies/policies.js";
export {
  type Decision,
  type EngineSettings,
  PolicyError,
  type ReasonedDecision,
  type RoundStatistics,
  type StopPolicy,
} from "./engine/policy.js";
export {
  addDeferred,
  awaitSuspended,
  beginRound,
  burst,
  cancel,
  clean,
  dropFreePages,
  enableLog,
  endRound,
  handOver,
  modelRound,
  pause,
  peek,
  postcopy,
  pull,
  reap,
  report,
  send,
  suspend,
  sync,
  throttle,
} from "./engine/steps.js";
export { parseScenario, scenarioFields, writtenScenario } from "./input/parse-scenario.js";
export { type ReadTraceOptions, readTrace } from "./input/read-trace.js";
export type {
  GuestReport,
  GuestSpeedSample,
  GuestTimeTaken,
  MigrationResult,
  Phases,
  PostcopyReport,
  Round,
  RunResult,
  StopKind,
  StopReport,
  Summary,
  SummaryEntry,
  ThreadsReport,
  Totals,
} from "./result/result.js";
export type { RulingKind, RulingLimit } from "./result/ruling.js";
export type { EngineParameters, XenClassicParameters, XenStreamParameters } from "./scenario/resolved/engine-parameters.js";
export type { BroughtSetting, PolicyName, PolicyParameters, ResolvedPolicy } from "./scenario/resolved/policy-parameters.js";
export type { Fidelity, ResolvedScenario, ResolvedSource } from "./scenario/resolved/resolved.js";
export {
  type ChangedScenario,
  type ChannelKind,
  ConfigError,
  type ConfigIssue,
  ENGINE_PRESETS,
  type EnginePreset,
  HOST_PRESETS,
  type HostPreset,
  type ParseOptions,
  POLICY_PRESETS,
  type PolicyPreset,
  type Position,
  type ResolvedChannel,
  type ResolvedFlow,
  type ResolvedPeer,
  type Scenario,
  type ScenarioOrigin,
  type Source,
  type Trace,
  type TraceSetting,
  type WorkloadPreset,
  workloadPresets,
} from "./scenario/scenario.js";
export type { PagesImplementation } from "./simulation/open-pages.js";
export type { FinishedRun, RunExecutor, RunsOf, SimulateOptions, SimulationOptions } from "./simulation/options.js";
export type { PageCells } from "./simulation/page-cells.js";
export { createSimulation, simulate, simulateRun } from "./simulation/simulate.js";
export type { Simulation } from "./simulation/simulation.js";
export { VERSION } from "./version.js";
