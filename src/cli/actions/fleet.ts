/** The action of `xenvmc-sim fleet`. */
import { type Fleet, type FleetResult, parseFleet, simulateFleet } from "../../fleet.js";
import { fleetCsv } from "../../output/fleet-csv.js";
import { formatFleet } from "../../output/fleet-table.js";
import { reportJson } from "../../output/json.js";
import { openScenarioText } from "../../text.js";
import { InterruptedError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { OutputOptions } from "../options.js";
import { writeOutputs } from "../outputs.js";
import { createProgressLine } from "./progress-line.js";
import { readStudySource } from "./study-file.js";

export interface FleetCommandOptions extends OutputOptions {
  readonly set: readonly string[];
  readonly seed?: string;
}

export async function fleetCommand(path: string, options: FleetCommandOptions, io: CommandIo): Promise<void> {
  const overrides = [...options.set, ...(options.seed === undefined ? [] : [`seed=${options.seed}`])];
  const { text, fileName } = await readStudySource(path, overrides, io);
  const { value, origin } = openScenarioText(text, { fileName, overrides });
  const fleet = parseFleet(value, { fileName, origin });
  const result = await simulateWithProgress(fleet, options.quiet === true, io);
  await writeOutputs(
    { table: (width, style) => formatFleet(result, width, style), json: () => reportJson(result), csv: () => fleetCsv(result) },
    options,
    io,
  );
}

async function simulateWithProgress(fleet: Fleet, isQuiet: boolean, io: CommandIo): Promise<FleetResult> {
  const line = createProgressLine(io.stderr, isQuiet);
  let ended = 0;
  try {
    return await simulateFleet(fleet, {
      signal: io.signal,
      onMigration: (name, migrations) => line.update({ doneRatio: ++ended / migrations, words: `${name} has ended` }),
    });
  } catch (error) {
    if (io.signal.aborted) throw new InterruptedError("interrupted before all plans were finished: nothing was written");
    throw error;
  } finally {
    line.clear();
  }
}
