/** The action of `xenvmc-sim presets`, called with valid arguments. */

import { ENGINE_PRESETS, HOST_PRESETS, POLICY_PRESETS, workloadPresets } from "../../index.js";
import { reportJson } from "../../output/json.js";
import { type Style, wrap } from "../../output/text.js";
import type { CommandIo } from "../io.js";
import type { OutputOptions } from "../options.js";
import { writeOutputs } from "../outputs.js";

interface Entry {
  readonly name: string;
  readonly description: string;
  /** Other names that are accepted. */
  readonly aliases?: readonly string[];
  readonly measured?: string;
  readonly assumed?: string;
}

export async function presetsCommand(options: OutputOptions, io: CommandIo): Promise<void> {
  const { PLAN_PRESETS } = await import("../../fleet.js");
  const presets = {
    version: 1,
    engines: ENGINE_PRESETS,
    policies: POLICY_PRESETS,
    hosts: HOST_PRESETS,
    workloads: workloadPresets(),
    plans: PLAN_PRESETS,
  };
  await writeOutputs(
    {
      table: (width, style) =>
        [
          ...listLines("Engines, for engine: NAME", presets.engines, width, style),
          "",
          ...listLines("Stop policies, for policy: NAME", presets.policies, width, style),
          "",
          ...listLines("Hosts, for host: NAME", presets.hosts, width, style),
          "",
          ...listLines("Workloads, for workload: [{ kind: preset, name: NAME }]", presets.workloads, width, style),
          "",
          ...listLines("Plans of fleets, for plan: { preset: NAME, ... }", presets.plans, width, style),
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

function entryText({ aliases, description, measured, assumed }: Entry): string {
  return [
    aliases === undefined ? description : `${description} (also named ${aliases.join(", ")})`,
    ...(measured === undefined ? [] : [`Measured: ${measured}`]),
    ...(assumed === undefined ? [] : [`Assumed: ${assumed}`]),
  ].join(". ");
}

/** A list of names with descriptions next to them, or below them on narrow terminals. */
function listLines(title: string, entries: readonly Entry[], width: number, style: Style): string[] {
  const nameWidth = Math.max(0, ...entries.map((entry) => entry.name.length)) + 2 * INDENT.length;
  const isBeside = width - nameWidth >= NARROWEST_DESCRIPTION;
  const lines = entries.flatMap((entry) => {
    const { name } = entry;
    const text = entryText(entry);
    if (!isBeside) return [INDENT + name, ...wrap(text, width - 2 * INDENT.length).map((line) => INDENT + INDENT + line)];
    return wrap(text, width - nameWidth).map((line, index) => (index === 0 ? INDENT + name : "").padEnd(nameWidth) + line);
  });
  return [...wrap(title, width).map(style.title), ...lines];
}
