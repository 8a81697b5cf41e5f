/** The action of `xenvmc-sim fleet`. */
import { type Fleet, type FleetOptions, type FleetResult, simulateFleet } from "../../fleet.js";
import { fleetCsv } from "../../output/fleet-csv.js";
import { formatFleet } from "../../output/fleet-table.js";
import { reportJson } from "../../output/json.js";
import { applyOverrides } from "../../text.js";
import { InterruptedError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type OutputOptions, overridesOf, type ScenarioOptions } from "../options.js";
import { checkInputsKept, writeOutputs } from "../outputs.js";
import { commandText } from "./command-text.js";
import { loadFleet } from "./fleet-file.js";
import { createProgressLine } from "./progress-line.js";
import { readStudySource, type StudySource } from "./study-file.js";

export interface FleetCommandOptions extends OutputOptions, ScenarioOptions {}

export async function fleetCommand(path: string, options: FleetCommandOptions, io: CommandIo): Promise<void> {
  const overrides = overridesOf(options);
  const source = await readStudySource(path, overrides, io);
  const { fleet, value, traces } = await loadFleet(source, options.quiet === true, io);
  await checkInputsKept(
    options,
    traces.map((trace) => ({ path: trace, content: "the fleet" })),
    io,
  );
  const simulate = (own: Pick<FleetOptions, "executor">): Promise<FleetResult> => simulateWithProgress(fleet, options, own, io);
  const result = await withThreads(options, source, simulate);
  await writeOutputs(
    {
      table: (width, style) => formatFleet(result, width, style),
      json: () => reportJson(result),
      csv: () => fleetCsv(result),
      ...(options.report === undefined ? {} : { report: await reportForm(path, options, result, applyOverrides(value, overrides)) }),
    },
    options,
    io,
  );
  if (result.runs < fleet.runs) {
    throw new InterruptedError(`interrupted: ${result.runs} of ${fleet.runs} runs of each plan were finished and are in the result`);
  }
}

const SAVED_FLEET = "fleet.json";

/** The report, loaded only when asked for. `value`: the fleet with the fields of --set. */
async function reportForm(path: string, { set, seed, runs, report }: FleetCommandOptions, result: FleetResult, value: unknown) {
  const { fleetReport } = await import("../../report.js");
  const command = commandText("fleet", path, [
    ["--set", set],
    ["--seed", seed],
    ["--runs", runs],
    ["--report", report],
  ]);
  const againCommand = commandText("fleet", SAVED_FLEET, [["--report", "report.html"]]);
  const fleet = `${JSON.stringify(value, undefined, 2)}\n`;
  return () => [fleetReport(result, { command, againCommand, fleet, fleetFile: SAVED_FLEET })];
}

/** Calls `simulate` with an executor in as many threads as `--jobs` says. One job is this thread. @throws UsageError */
async function withThreads(
  { jobs, report }: FleetCommandOptions,
  source: StudySource,
  simulate: (own: Pick<FleetOptions, "executor">) => Promise<FleetResult>,
): Promise<FleetResult> {
  if (jobs === undefined) return simulate({});
  const { simulateFleetInThreads } = await import("./thread-runs.js");
  return simulateFleetInThreads(jobs, { source, followLinks: report !== undefined }, simulate);
}

async function simulateWithProgress(
  fleet: Fleet,
  { quiet, report }: FleetCommandOptions,
  own: Pick<FleetOptions, "executor">,
  io: CommandIo,
): Promise<FleetResult> {
  const line = createProgressLine(io.stderr, quiet === true);
  let ended = 0;
  try {
    return await simulateFleet(fleet, {
      ...own,
      signal: io.signal,
      keepFinishedRuns: true,
      followLinks: report !== undefined,
      onMigration(name, migrations) {
        line.update({ doneRatio: ++ended / migrations, words: `${ended} of ${migrations} migrations; ${name} has ended` });
      },
    });
  } catch (error) {
    if (io.signal.aborted) throw new InterruptedError("interrupted before all plans were finished: nothing was written");
    throw error;
  } finally {
    line.clear();
  }
}
