/** What advice is computed with: the written scenario, trials of settings on it, and studies of its migrations. */
import type { StopPolicy } from "../engine/policy.js";
import { parseScenario, writtenScenario } from "../input/parse-scenario.js";
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { createSimulation } from "../simulation/simulate.js";
import { study } from "../study/compute.js";
import { planStudy } from "../study/plan.js";
import { meetsGoals, type PointSummary } from "../study/points.js";
import type { StudyRow } from "../study/rows.js";
import type { Study } from "../study/study.js";
import { scenarioSubject } from "../study/subject.js";
import { Bench, type FieldValues } from "../study/trial.js";

/** A stop policy of the caller's own. */
export interface OwnPolicy {
  readonly name: string;
  /** Called once per run. */
  readonly createPolicy: () => StopPolicy;
}

/** A study as a scenario file has it, and fields set before it. */
export interface AskedStudy {
  readonly ownPolicy?: OwnPolicy;
  readonly set: FieldValues;
  readonly study: Readonly<Record<string, unknown>>;
  /** Cancels a run where its downtime is seen to be longer. */
  readonly maxDowntimeSeconds?: number;
  /** Ends the study at the first run that misses one of its goals; points that are not finished are then left out. */
  readonly endsAtMiss?: boolean;
}

/** A finished study. */
export interface FoundStudy {
  readonly study: Study;
  readonly points: readonly PointSummary[];
  readonly rows: readonly StudyRow[];
}

/** Progress: runs finished, and runs known to be needed, of the study in progress. */
export type Standing = { readonly rows: number; readonly rowsKnown: number };

/** Options of everything that advises. */
export interface AdviceOptions extends ParseOptions {
  /** Computes studies elsewhere, as in threads; undefined is an aborted study. Default: in this thread, one run after the other. */
  readonly compute?: (asked: AskedStudy) => Promise<FoundStudy | undefined>;
  readonly signal?: AbortSignal;
  /** Called after every run; not with an own `compute`. */
  readonly onStanding?: (standing: Standing) => void;
}

/** The advice was aborted before it was complete. */
export class AbortedAdviceError extends Error {
  override readonly name = "AbortedAdviceError";
}

/** The scenario with some fields set, or the faults that they bring. */
export interface Trial {
  readonly scenario?: ResolvedScenario;
  readonly issues: readonly ConfigIssue[];
}

/** A checked scenario to try settings on. */
export class AdviceBench {
  readonly scenario: ResolvedScenario;
  readonly #bench: Bench<ResolvedScenario>;
  readonly #options: AdviceOptions;

  /** @throws ConfigError with every fault of the scenario; its block `study`, if any, is left out */
  constructor(input: object, options: AdviceOptions = {}) {
    const { compute: _compute, signal: _signal, onStanding: _onStanding, ...parse } = options;
    this.scenario = parseScenario(input, { ...parse, onNotice: undefined });
    const { study: _study, ...written } = (writtenScenario(input, parse) ?? {}) as Readonly<Record<string, unknown>>;
    this.#bench = new Bench(written, { loadText: parse.loadText }, [], scenarioSubject);
    this.#options = options;
  }

  /** The scenario with fields set, or the faults that they bring. */
  try(...sets: readonly FieldValues[]): Trial {
    const { cell, issues } = this.#bench.try(...sets);
    return cell === undefined ? { issues } : { scenario: cell, issues };
  }

  /**
   * Why expected counts cannot simulate the scenario with fields set; undefined if they can. @throws ConfigError for fields in contradiction
   */
  async expectedRefuses(set: FieldValues): Promise<string | undefined> {
    const { scenario, issues } = this.try(set, { fidelity: "expected" });
    const [issue] = issues;
    if (issue?.path === "fidelity") return `The engine needs ${issue.expected}`;
    if (scenario === undefined) throw new ConfigError(issues);
    try {
      await createSimulation(scenario);
    } catch (error) {
      if (error instanceof ConfigError) return error.issues[0]?.received.replace(/^expected\. /, "");
      throw error;
    }
    return undefined;
  }

  /** Computes a study of the scenario. @throws AbortedAdviceError when aborted */
  async compute(asked: AskedStudy): Promise<FoundStudy> {
    const { compute, signal } = this.#options;
    if (signal?.aborted) throw new AbortedAdviceError("aborted");
    const found = await (compute === undefined ? this.#computeHere(asked) : compute(asked));
    if (found === undefined || signal?.aborted) throw new AbortedAdviceError("aborted");
    return found;
  }

  async #computeHere({ set, study: block, ownPolicy, maxDowntimeSeconds, endsAtMiss }: AskedStudy): Promise<FoundStudy> {
    const { signal, onStanding, loadText } = this.#options;
    const input = { ...this.#bench.writtenWith(set), study: block };
    const parse = loadText === undefined ? {} : { loadText };
    const goals = endsAtMiss === true ? planStudy(input, parse).study : undefined;
    const missed = new AbortController();
    return study(input, {
      ...parse,
      // Values were tried before; cells are not resolved twice.
      isChecked: true,
      signal: signal === undefined ? missed.signal : AbortSignal.any([signal, missed.signal]),
      ...(ownPolicy === undefined ? {} : { createPolicy: ownPolicy.createPolicy }),
      ...(maxDowntimeSeconds === undefined ? {} : { maxDowntimeSeconds }),
      onRow: (row, standing) => {
        if (goals !== undefined && !meetsGoals(row, goals)) missed.abort();
        onStanding?.(standing);
      },
    });
  }
}
