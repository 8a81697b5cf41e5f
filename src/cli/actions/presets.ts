/** What `xenvmc-sim presets` does once its arguments are known to be good. */

import { ENGINE_PRESETS, POLICY_PRESETS, workloadPresets } from "../../index.js";
import { reportJson } from "../../output/json.js";
import { type Style, wrap } from "../../output/text.js";
import type { CommandIo } from "../io.js";
import type { OutputOptions } from "../options.js";
import { putOut } from "../outputs.js";

interface Entry {
  readonly name: string;
  readonly description: string;
  /** Other names that are accepted. */
  readonly aliases?: readonly string[];
}

export async function presetsCommand(options: OutputOptions, io: CommandIo): Promise<void> {
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
      json: () => reportJson(presets),
    },
    options,
    io,
  );
}

const INDENT = "  ";
const NARROWEST_DESCRIPTION = 20;

/** Names in a column and descriptions beside them, or below them where there is no room beside. */
function listLines(title: string, entries: readonly Entry[], width: number, style: Style): string[] {
  const nameWidth = Math.max(0, ...entries.map((entry) => entry.name.length)) + 2 * INDENT.length;
  const isBeside = width - nameWidth >= NARROWEST_DESCRIPTION;
  const lines = entries.flatMap(({ name, aliases, description }) => {
    const text = aliases === undefined ? description : `${description} (also named ${aliases.join(", ")})`;
    if (!isBeside) return [INDENT + name, ...wrap(text, width - 2 * INDENT.length).map((line) => INDENT + INDENT + line)];
    return wrap(text, width - nameWidth).map((line, index) => (index === 0 ? INDENT + name : "").padEnd(nameWidth) + line);
  });
  return [...wrap(title, width).map(style.title), ...lines];
}
