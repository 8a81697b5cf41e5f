/** The runs of a result as CSV: one row per run, with a column for each field set by `--set`. */
import { type ChannelStage, channelStages } from "../result/channel-stages.js";
import { ENGINE_TOTAL_KEYS, GUEST_TIME_KEYS, PHASE_KEYS, TOTAL_KEYS } from "../result/figure-names.js";
import type { FlowReport, FlowStage, MigrationResult, RunResult } from "../result/result.js";
import { csvCell } from "./csv-cell.js";

interface Column {
  readonly name: string;
  readonly value: (run: RunResult) => string | number | boolean | undefined;
}

/** A field set with `--set`: its path is the column's name. */
export interface SetField {
  readonly path: string;
  readonly value: string;
}

const STAGES: readonly ChannelStage[] = ["before", "during", "after"];

const COLUMNS: readonly Column[] = [
  { name: "seed", value: ({ seed }) => seed },
  { name: "run", value: ({ run }) => run },
  { name: "engine", value: ({ engine }) => engine },
  { name: "stop", value: ({ stop }) => stop.kind },
  { name: "converged", value: ({ stop }) => stop.converged },
  { name: "ruledBy", value: ({ ruledBy }) => ruledBy[0]?.kind },
  ...TOTAL_KEYS.map((name): Column => ({ name, value: ({ totals }) => totals[name] })),
  ...ENGINE_TOTAL_KEYS.map((name): Column => ({ name, value: ({ totals }) => totals[name] })),
  ...PHASE_KEYS.map((name): Column => ({ name, value: ({ phases }) => phases[name] })),
  ...GUEST_TIME_KEYS.map((name): Column => ({ name: `guest.${name}`, value: ({ guest }) => guest[name] })),
  { name: "channel.kind", value: ({ channel }) => channel?.kind },
  { name: "channel.reconstruction", value: ({ channel }) => channel && channel.kind === "xenvmc-modified" },
  { name: "channel.pagesDirtied", value: ({ channel }) => channel?.pagesDirtied },
  ...STAGES.map(
    (stage): Column => ({
      name: `channel.${stage}.throughputBytesPerSecond`,
      value: ({ channel }) => channel && channelStages(channel)[stage]?.throughputBytesPerSecond,
    }),
  ),
];

const FLOW_STAGES: readonly FlowStage[] = ["before", "during", "switching", "after"];

/** Columns of each flow of the scenario's peers: `database[0].completedSeconds`. */
function flowColumns({ scenario }: MigrationResult): Column[] {
  let index = 0;
  return scenario.peers.flatMap(({ name, flows }) =>
    flows.flatMap((_, flow) => {
      const own = index++;
      const column = (field: string, value: (flow: FlowReport) => number | undefined): Column => ({
        name: `${name}[${flow}].${field}`,
        value: ({ channel }) => channel?.flows[own] && value(channel.flows[own]),
      });
      return [
        column("deliveredBytes", ({ deliveredBytes }) => deliveredBytes),
        column("completedSeconds", ({ completedSeconds }) => completedSeconds),
        ...FLOW_STAGES.map((stage) => column(`${stage}.bytesPerSecond`, ({ throughput }) => throughput[stage]?.bytesPerSecond)),
      ];
    }),
  );
}

/**
 * Lines of one row per run, after one header row. Every column is always there, with those of each flow at the end; a cell is empty if its
 * value does not apply.
 */
export function* runsCsv(result: MigrationResult, setFields: readonly SetField[]): Generator<string> {
  const set = sweptFields(setFields);
  const columns = [...COLUMNS, ...flowColumns(result)];
  yield `${["name", ...set.map(({ path }) => path), ...columns.map(({ name }) => name)].map(csvCell).join(",")}\n`;
  const given = [result.scenario.name, ...set.map(({ value }) => value)].map(csvCell);
  for (const run of result.runs) yield `${[...given, ...columns.map(({ value }) => csvCell(value(run)))].join(",")}\n`;
}

/** The last value of each path. Paths that are columns already are left out: those columns show the value in force. */
function sweptFields(setFields: readonly SetField[]): SetField[] {
  const known = new Set(["name", ...COLUMNS.map(({ name }) => name)]);
  return [...new Map(setFields.filter(({ path }) => !known.has(path)).map((field) => [field.path, field])).values()];
}
