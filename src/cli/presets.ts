/** `xenvmc-sim presets`: what can be named in a scenario. */
import type { Command } from "commander";
import { ENGINE_PRESETS, POLICY_PRESETS, workloadPresets } from "../index.js";
import { type Style, wrap } from "../output/text.js";
import type { CommandIo } from "./io.js";
import type { OutputOptions } from "./options.js";
import { checkOutputs, putOut } from "./outputs.js";

interface Entry {
  readonly name: string;
  readonly description: string;
}

export function addPresetsCommand(program: Command, io: CommandIo): void {
  program
    .command("presets")
    .summary("the engines, stop policies and workloads that a scenario can name")
    .description("Lists the presets of engines, stop policies and workloads; as JSON with all their values and where these come from.")
    .option("--json <file>", "write the presets as JSON; - for standard output, in place of the list")
    .action(async (options: OutputOptions) => {
      await checkOutputs(options);
      const presets = { version: 1, engines: ENGINE_PRESETS, policies: POLICY_PRESETS, workloads: workloadPresets() };
      await putOut(
        {
          table: (width, style) =>
            [
              ...listLines("Engines, for engine: NAME", presets.engines, width, style),
              "",
              ...listLines("Stop policies, for policy: NAME", presets.policies, width, style),
              "",
              ...listLines("Workloads, for workload: [{ kind: preset, name: NAME }]", presets.workloads, width, style),
              "",
            ].join("\n"),
          json: () => `${JSON.stringify(presets, null, 2)}\n`,
        },
        options,
        io,
      );
    });
}

const INDENT = "  ";
const NARROWEST_DESCRIPTION = 20;

/** Names in a column and descriptions beside them, or below them where there is no room beside. */
function listLines(title: string, entries: readonly Entry[], width: number, style: Style): string[] {
  const nameWidth = Math.max(0, ...entries.map((entry) => entry.name.length)) + 2 * INDENT.length;
  const isBeside = width - nameWidth >= NARROWEST_DESCRIPTION;
  const lines = entries.flatMap(({ name, description }) => {
    if (!isBeside) return [INDENT + name, ...wrap(description, width - 2 * INDENT.length).map((line) => INDENT + INDENT + line)];
    return wrap(description, width - nameWidth).map((line, index) => (index === 0 ? INDENT + name : "").padEnd(nameWidth) + line);
  });
  return [...wrap(title, width).map(style.title), ...lines];
}
