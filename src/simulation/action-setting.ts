/** What carrying out actions needs, and what those of rounds and of an open round share. */
import type { Engine } from "../engine/engine.js";
import type { Pages } from "../pages/pages.js";
import type { StopReport } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { Course } from "./course.js";
import type { DirtyLog } from "./dirty-log.js";
import type { Flight } from "./flight.js";
import type { MigrationRecord } from "./migration-record.js";
import type { Stages } from "./stages.js";

export interface ActionSetting {
  readonly scenario: ResolvedScenario;
  readonly engine: Engine;
  readonly pages: Pages;
  readonly course: Course;
  readonly record: MigrationRecord;
  readonly log: DirtyLog;
  readonly flight: Flight;
  readonly stages: Stages;
  /** Pages that the next round has to send. */
  pagesToSend: number;
}

/** Limit of rounds per migration: 25 times the most ever logged (4003, XCP-ng). */
export const ROUNDS_MAX = 100_000;

export const TOO_MANY_ROUNDS: StopReport = {
  kind: "round-limit",
  converged: false,
  detail: `It had not ended after ${ROUNDS_MAX} rounds.`,
};

/** The phase of a round's time. */
export function phaseOf({ live }: { readonly live: boolean }): "liveSeconds" | "stopAndCopySeconds" {
  return live ? "liveSeconds" : "stopAndCopySeconds";
}
