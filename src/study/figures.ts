/** The figures of a study's rows, by what is simulated: the migration of a guest, or a plan of a fleet. */
import { CHANNEL_KEYS, ENGINE_TOTAL_KEYS, GUEST_TIME_KEYS, PHASE_KEYS, PLAN_KEYS, TOTAL_KEYS } from "../result/figure-names.js";
import type { Study } from "./study.js";

/** The names of figures, and what they are told with. */
export interface StudyFigures {
  /** Every figure of a row, in the order of the files. */
  readonly row: readonly string[];
  /** Those that have statistics. */
  readonly point: readonly string[];
  /** The two that every verdict and table has; variants are compared by the first. */
  readonly headline: readonly [string, string];
  /** What is moved, as the subject of a sentence, and what it does where it is not. */
  readonly subject: string;
  readonly stays: string;
}

export const STAGES = ["before", "during", "after"] as const;
const ofChannel = CHANNEL_KEYS.map((name) => `channel.${name}`);

const OF_GUEST: StudyFigures = {
  row: [
    ...TOTAL_KEYS,
    ...ENGINE_TOTAL_KEYS,
    ...PHASE_KEYS,
    ...GUEST_TIME_KEYS.map((name) => `guest.${name}`),
    ...ofChannel,
    ...STAGES.map((stage) => `channel.${stage}.throughputBytesPerSecond`),
  ],
  point: [...TOTAL_KEYS, ...ENGINE_TOTAL_KEYS, ...ofChannel],
  headline: ["totalSeconds", "downtimeSeconds"],
  subject: "The guest",
  stays: "stays at the source",
};

const OF_PLAN: StudyFigures = {
  row: PLAN_KEYS,
  point: PLAN_KEYS,
  headline: ["makespanSeconds", "worstDowntimeSeconds"],
  subject: "The plan",
  stays: "leaves a guest where it was",
};

/** The figures of a study. */
export function figuresOf({ fleet }: Pick<Study, "fleet">): StudyFigures {
  return fleet === undefined ? OF_GUEST : OF_PLAN;
}
