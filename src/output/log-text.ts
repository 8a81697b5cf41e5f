/** What was read from a log, as text: each migration's figures, what is missing and how one gets it, warnings. */
import type { ObservedMigration } from "../logs/observed.js";
import type { LogFindings } from "../validation/log-findings.js";
import { formatBytes, formatBytesPerSecond, formatCount, formatSeconds } from "./quantities.js";
import type { TableOptions } from "./table.js";
import { PLAIN_STYLE, printable, type Style, wrap } from "./text.js";

const DEFAULT_WIDTH = 100;
const LABEL_LENGTH = 24;

/** The findings of each log, one after the other. */
export function formatLogs(logs: readonly LogFindings[], { width = DEFAULT_WIDTH, style = PLAIN_STYLE }: TableOptions = {}): string {
  return `${logs.map((log) => logLines(log, Math.max(40, width), style).join("\n")).join("\n\n")}\n`;
}

function logLines({ file, reading, missing }: LogFindings, width: number, style: Style): string[] {
  const { title, lines, migrations, warnings, unlistedWarnings } = reading;
  const heading = printable(`${file}: ${title}, ${formatCount(lines)} ${lines === 1 ? "line" : "lines"}`);
  const blocks = migrations.flatMap((migration, index) => [
    ...migrationLines(migration, migrations.length > 1),
    ...missingLines(missing[index], width, style),
  ]);
  const further = unlistedWarnings === 0 ? [] : [style.warning(`and ${formatCount(unlistedWarnings)} more warnings`)];
  const warned = warnings.flatMap(({ line, text }) =>
    wrap(printable(`Warning, line ${formatCount(line)}: ${text}`), width).map(style.warning),
  );
  return [...wrap(heading, width).map(style.title), ...blocks, ...warned, ...further];
}

function migrationLines(migration: ObservedMigration, isOneOfMany: boolean): string[] {
  const { name, firstLine, lastLine } = migration;
  const label = `${name === undefined ? "" : `${name}, `}lines ${formatCount(firstLine)} to ${formatCount(lastLine)}`;
  const named = isOneOfMany || name !== undefined ? [printable(label)] : [];
  return [...named, ...figuresOf(migration).map(([title, value]) => `  ${title.padEnd(LABEL_LENGTH)}${value}`)];
}

function figuresOf(migration: ObservedMigration): (readonly [string, string])[] {
  const { last, rounds, samples, pauseParts, dirtyRates, dirtyCurve, writes } = migration;
  const rows: (readonly [string, string | undefined])[] = [
    ["End", migration.end],
    ["Memory", shown(migration.memoryBytes, formatBytes)],
    ["Total time", shown(migration.totalSeconds, formatSeconds)],
    ["Last seen at", migration.totalSeconds === undefined ? shown(last.seconds, formatSeconds) : undefined],
    ["Set-up", shown(migration.setupSeconds, formatSeconds)],
    ["Downtime", shown(migration.downtimeSeconds, formatSeconds)],
    ["Downtime limit", shown(migration.downtimeLimitSeconds, formatSeconds)],
    ["Sent", shown(last.sentBytes, formatBytes)],
    ["Sent in the pause", shown(migration.downtimeBytes, formatBytes)],
    ["Remaining", shown(last.remainingBytes, formatBytes)],
    ["Pages sent", shown(last.sentPages, formatCount)],
    ["Normal pages", shown(last.normalPages, formatCount)],
    ["Zero pages", shown(last.zeroPages, formatCount)],
    ["Dirty-log reads", shown(last.syncs, formatCount)],
    ["Dirty pages", shown(lastPositive(migration, "dirtyPagesPerSecond"), (rate) => `${formatCount(Math.round(rate))} pages/s`)],
    ["Pace", shown(lastPositive(migration, "bytesPerSecond"), formatBytesPerSecond)],
    ["Throttle", shown(last.throttleRatio, (ratio) => `${Math.round(ratio * 100)} %`)],
    ["Post-copy requests", shown(last.postcopyRequests || undefined, formatCount)],
    ["Rounds", rounds.length === 0 ? undefined : formatCount(rounds.length)],
    ["Samples", samples.length === 0 ? undefined : formatCount(samples.length)],
    ...pauseParts.map(({ name, seconds }) => [`Pause: ${printable(name)}`, formatSeconds(seconds)] as const),
    ...dirtyRates.map(({ mode, bytesPerSecond, seconds }) => {
      const window = seconds === undefined ? "" : ` over ${formatSeconds(seconds)}`;
      return ["Dirty rate", `${formatBytesPerSecond(bytesPerSecond)}${window} (${mode})`] as const;
    }),
    ...(dirtyCurve?.windows ?? []).map(({ seconds, dirtySampledPages }) => {
      const share = (100 * dirtySampledPages) / (dirtyCurve?.sampledPages ?? 1);
      return [`Dirty in ${formatSeconds(seconds)}`, `${share.toFixed(2)} % of the pages looked at`] as const;
    }),
    ["Writes", shown(writes?.count, formatCount)],
    ["Distinct pages", shown(writes?.distinctPages, formatCount)],
    ["Last write at", shown(writes?.seconds, formatSeconds)],
  ];
  return rows.flatMap(([title, value]) => (value === undefined ? [] : [[title, value] as const]));
}

function shown(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value);
}

/** The newest value above 0: a completed migration has none of these rates. */
function lastPositive({ samples }: ObservedMigration, name: "dirtyPagesPerSecond" | "bytesPerSecond"): number | undefined {
  return samples.findLast((sample) => (sample[name] ?? 0) > 0)?.[name];
}

function missingLines(missing: LogFindings["missing"][number] | undefined, width: number, style: Style): string[] {
  if (missing === undefined || missing.figures.length === 0) return [];
  const advice = missing.advice === undefined ? "" : `. To have more: ${missing.advice}`;
  return wrap(`Not in the log: ${missing.figures.join(", ")}${advice}`, width - 2).map((line) => `  ${style.faint(line)}`);
}
