/** The action of `xenvmc-sim channel`, called with valid arguments. */

import { type ChannelMeasurement, type MeasureChannelOptions, measureChannel, type ResolvedScenario } from "../../index.js";
import { formatChannel } from "../../output/channel-table.js";
import { reportJson } from "../../output/json.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { OutputOptions, ScenarioOptions } from "../options.js";
import { checkInputsKept, writeOutputs } from "../outputs.js";
import { createProgressLine } from "./progress-line.js";
import { loadScenario } from "./scenario-file.js";

export interface ChannelOptions extends ScenarioOptions, OutputOptions {
  readonly windows?: string;
  readonly all?: boolean;
}

export async function channelCommand(path: string, options: ChannelOptions, io: CommandIo): Promise<void> {
  const { scenario, traces } = await loadScenario(path, options, io);
  await checkInputsKept(options, traces, io);
  if (scenario.peers.length === 0) throw new UsageError("the scenario has no peers, so its channel has nothing to carry");
  const windows = options.windows?.split(",").map((length) => length.trim());
  const measurement = await measureWithProgress(scenario, { ...(windows ? { windows } : {}), all: options.all === true }, options, io);
  await writeOutputs(
    {
      table: (width, style) => formatChannel(measurement, { width, style }),
      json: () => reportJson(measurement),
    },
    options,
    io,
  );
}

async function measureWithProgress(
  scenario: ResolvedScenario,
  asked: MeasureChannelOptions,
  { quiet }: ChannelOptions,
  io: CommandIo,
): Promise<ChannelMeasurement> {
  const line = createProgressLine(io.stderr, quiet === true);
  try {
    return await measureChannel(scenario, {
      ...asked,
      signal: io.signal,
      onRun: (finished, all) => line.update({ doneRatio: finished / all, words: `${finished} of ${all} runs` }),
    });
  } finally {
    line.clear();
  }
}
