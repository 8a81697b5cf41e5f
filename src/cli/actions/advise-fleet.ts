/** The action of `xenvmc-sim advise` with a fleet: goals of the makespan and of every guest's downtime. */
import type { AdviseFleetRequest, FleetAdvice } from "../../fleet-study.js";
import { formatFleetAdvice, planText } from "../../output/fleet-advice-text.js";
import { openScenarioText } from "../../text.js";
import { InterruptedError, UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type AdviceCommandOptions, isModule } from "../options.js";
import { writeOutputs } from "../outputs.js";
import { commandText } from "./command-text.js";
import { createProgressLine } from "./progress-line.js";
import type { StudySource } from "./study-file.js";

export interface FleetAdviceOptions extends AdviceCommandOptions {
  readonly for?: string;
  readonly report?: string;
}

export async function adviseFleetCommand(
  path: string,
  source: StudySource,
  request: AdviseFleetRequest,
  options: FleetAdviceOptions,
  io: CommandIo,
): Promise<void> {
  if (options.for !== undefined) throw new UsageError("--for: advice on a fleet is a plan, not the settings of a system");
  if (options.report !== undefined) throw new UsageError("--report: the command that advice on a fleet ends with takes it");
  for (const module of [options.engine, options.policy]) {
    if (module !== undefined && isModule(module)) throw new UsageError(`${module}: a fleet takes no engine or policy from a module`);
  }
  const { fileName, overrides } = source;
  const { value, origin } = openScenarioText(source.text, { fileName, overrides });
  const found = await adviseWithProgress(value as object, request, { fileName, origin }, options.quiet === true, io);
  const command = commandOf(path, options, found, "plans" in (value as object));
  await writeOutputs(
    {
      table: (width, style) => formatFleetAdvice(found, command, { width, style }),
      json: () => [`${JSON.stringify({ ...found, command }, null, 2)}\n`],
    },
    options,
    io,
  );
}

async function adviseWithProgress(
  input: object,
  request: AdviseFleetRequest,
  parse: object,
  isQuiet: boolean,
  io: CommandIo,
): Promise<FleetAdvice> {
  const { adviseFleet } = await import("../../fleet-study.js");
  const line = createProgressLine(io.stderr, isQuiet);
  try {
    return await adviseFleet(input, request, {
      ...parse,
      signal: io.signal,
      onPlan: (done, known) => line.update({ doneRatio: Math.min(1, done / known), words: `${done} of ${known} plans carried out` }),
    });
  } catch (error) {
    if (io.signal.aborted) throw new InterruptedError("interrupted before all plans were carried out: nothing was written");
    throw error;
  } finally {
    line.clear();
  }
}

/** A plan cannot stand beside the file's `plans`, which it replaces then. */
function commandOf(
  path: string,
  { set, seed, engine, policy }: FleetAdviceOptions,
  { advised, nearest }: FleetAdvice,
  hasPlans: boolean,
): string {
  const plan = planText((advised ?? nearest)?.plan);
  const named = [...(engine === undefined ? [] : [`engine=${engine}`]), ...(policy === undefined ? [] : [`policy=${policy}`])];
  const given = (advised ?? nearest) === undefined ? [] : [hasPlans ? `plans={ advised: ${plan} }` : `plan=${plan}`];
  return commandText("fleet", path, [
    ["--set", [...set, ...named, ...given]],
    ["--seed", seed],
  ]);
}
