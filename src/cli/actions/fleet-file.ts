/** Reads a fleet, with the traces that its guests name. */
import { type Fleet, parseFleet } from "../../fleet.js";
import { openScenarioText } from "../../text.js";
import type { CommandIo } from "../io.js";
import { parseWithTraces } from "./scenario-file.js";
import type { StudySource } from "./study-file.js";
import { TraceFiles } from "./trace-files.js";

export interface LoadedFleet {
  readonly fleet: Fleet;
  /** The file as an object, without the fields of --set. */
  readonly value: object;
  /** Paths of the traces that it reads. */
  readonly traces: readonly string[];
}

/** Reads the traces first if it names any. `isQuiet`: without progress and notices. @throws ConfigError */
export async function loadFleet(
  { text, fileName, directory, overrides }: StudySource,
  isQuiet: boolean,
  io: Pick<CommandIo, "stderr" | "signal">,
): Promise<LoadedFleet> {
  const { value, origin } = openScenarioText(text, { fileName, overrides });
  const onNotice = (notice: string): void => {
    if (!isQuiet) io.stderr.write(`${fileName}: ${notice}\n`);
  };
  const traces = new TraceFiles(directory);
  const parse = (): Fleet => parseFleet(value, { fileName, origin, onNotice, loadText: traces.load });
  const fleet = await parseWithTraces(parse, traces, isQuiet, io);
  return { fleet, value, traces: traces.paths };
}
