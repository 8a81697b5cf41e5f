/** The action of `xenvmc-sim fleet`. */
import { type Fleet, type FleetResult, parseFleet, simulateFleet } from "../../fleet.js";
import { fleetCsv } from "../../output/fleet-csv.js";
import { formatFleet } from "../../output/fleet-table.js";
import { reportJson } from "../../output/json.js";
import { openScenarioText } from "../../text.js";
import { InterruptedError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type OutputOptions, overridesOf, type ScenarioOptions } from "../options.js";
import { writeOutputs } from "../outputs.js";
import { createProgressLine } from "./progress-line.js";
import { readStudySource } from "./study-file.js";

export interface FleetCommandOptions extends OutputOptions, ScenarioOptions {}

export async function fleetCommand(path: string, options: FleetCommandOptions, io: CommandIo): Promise<void> {
  const overrides = overridesOf(options);
  const { text, fileName } = await readStudySource(path, overrides, io);
  const { value, origin } = openScenarioText(text, { fileName, overrides });
  const onNotice = (notice: string): void => {
    if (options.quiet !== true) io.stderr.write(`${fileName}: ${notice}\n`);
  };
  const fleet = parseFleet(value, { fileName, origin, onNotice });
  const result = await simulateWithProgress(fleet, options.quiet === true, io);
  await writeOutputs(
    { table: (width, style) => formatFleet(result, width, style), json: () => reportJson(result), csv: () => fleetCsv(result) },
    options,
    io,
  );
  if (result.runs < fleet.runs) {
    throw new InterruptedError(`interrupted: ${result.runs} of ${fleet.runs} runs of each plan were finished and are in the result`);
  }
}

async function simulateWithProgress(fleet: Fleet, isQuiet: boolean, io: CommandIo): Promise<FleetResult> {
  const line = createProgressLine(io.stderr, isQuiet);
  let ended = 0;
  try {
    return await simulateFleet(fleet, {
      signal: io.signal,
      keepFinishedRuns: true,
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
