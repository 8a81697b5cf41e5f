/** The action of `xenvmc-sim estimate`. */
import { type EstimateRequest, estimate } from "../../advice.js";
import type { ResolvedScenario } from "../../index.js";
import { formatEstimate } from "../../output/estimate-grid.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { AdviceCommandOptions } from "../options.js";
import { inputsOf } from "../options.js";
import { checkOutputs, writeOutputs } from "../outputs.js";
import { withAdviceFile } from "./advice-file.js";

export interface EstimateCommandOptions extends AdviceCommandOptions {
  readonly bandwidths?: string;
  readonly downtimes?: string;
  readonly fidelity?: string;
}

const FIDELITIES: readonly string[] = ["expected", "pages", "events"] satisfies ResolvedScenario["fidelity"][];

export async function estimateCommand(path: string, options: EstimateCommandOptions, io: CommandIo): Promise<void> {
  await checkOutputs(options, inputsOf(path, options), io);
  const request = requestOf(options);
  const found = await withAdviceFile(path, options, io, ({ input, options: advice }) => estimate(input, request, advice));
  await writeOutputs(
    { table: (width, style) => formatEstimate(found, width, style), json: () => [`${JSON.stringify(found, null, 2)}\n`] },
    options,
    io,
  );
}

function requestOf({ bandwidths, downtimes, fidelity }: EstimateCommandOptions): EstimateRequest {
  if (fidelity !== undefined && !FIDELITIES.includes(fidelity)) {
    throw new UsageError(`--fidelity: expected one of ${FIDELITIES.join(", ")}, received ${JSON.stringify(fidelity)}`);
  }
  return {
    ...(bandwidths === undefined ? {} : { bandwidths: listOf(bandwidths, "--bandwidths") }),
    ...(downtimes === undefined ? {} : { downtimeLimits: listOf(downtimes, "--downtimes") }),
    ...(fidelity === undefined ? {} : { fidelity: fidelity as ResolvedScenario["fidelity"] }),
  };
}

/** The values of a list with commas. @throws UsageError for an empty one */
export function listOf(text: string, option: string): string[] {
  const values = text.split(",").map((value) => value.trim());
  if (values.every((value) => value !== "")) return values;
  throw new UsageError(`${option}: expected values separated by commas, received ${JSON.stringify(text)}`);
}
