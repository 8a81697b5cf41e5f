/** The totals of one run, one line each; times with their parts. */
import { type ChannelStage, channelStages } from "../result/channel-stages.js";
import type { ChannelReport, FlowReport, FlowStage, GuestTimeTaken, Phases, PostcopyReport, RunResult, Totals } from "../result/result.js";
import { formatBytes, formatBytesPerSecond, formatCount, formatSeconds } from "./quantities.js";
import { printable, wrap } from "./text.js";

interface Phase {
  readonly key: keyof Phases;
  readonly label: string;
}

/** The phases in which the guest does not run, in order. */
const DOWNTIME_PHASES: readonly Phase[] = [
  { key: "suspendSeconds", label: "suspend" },
  { key: "finalSyncSeconds", label: "final bitmap sync" },
  { key: "discardSeconds", label: "discards at the destination" },
  { key: "stopAndCopySeconds", label: "last copy" },
  { key: "deviceSeconds", label: "devices" },
  { key: "stateSeconds", label: "state and handshakes" },
  { key: "resumeSeconds", label: "resume" },
];

/** The phases before the pause, in order. */
const BEFORE_PHASES: readonly Phase[] = [
  { key: "setupSeconds", label: "setup" },
  { key: "liveSeconds", label: "live" },
  { key: "switchSeconds", label: "switch" },
];
const AFTER_PHASES: readonly Phase[] = [{ key: "postcopySeconds", label: "post-copy" }];

export function totalsLines(run: RunResult, width: number): string[] {
  const { totals, phases } = run;
  const wasPaused = run.rounds.some((round) => !round.live) || totals.downtimeSeconds > 0;
  const downtimeParts = partsOf(phases, DOWNTIME_PHASES);
  const downtime = wasPaused
    ? formatSeconds(totals.downtimeSeconds) + sum(downtimeParts)
    : "none: the guest was never paused and stays at the source";
  const pause = totals.downtimeSeconds > 0 ? [`downtime ${formatSeconds(totals.downtimeSeconds)}`] : [];
  const facts: (readonly [label: string, value: string])[] = [
    [
      "Total time",
      formatSeconds(totals.totalSeconds) + sum([...partsOf(phases, BEFORE_PHASES), ...pause, ...partsOf(phases, AFTER_PHASES)]),
    ],
    ["Downtime", downtime],
    ...outageFact(totals),
    ...guestTimeFact(run),
    ...threadFacts(run),
    ["Rounds", formatCount(totals.rounds)],
    [
      "Pages sent",
      `${formatCount(totals.pagesSent)}, ${totals.resendRatio.toFixed(3)} x memory; re-sent ${formatCount(totals.pagesResent)}`,
    ],
    ["On the wire", formatBytes(totals.wireBytes)],
    ["Dirtied", `${formatCount(totals.pagesDirtied)} pages, summed over the rounds`],
  ];
  if (totals.pagesSkipped > 0) facts.push(["Skipped", `${formatCount(totals.pagesSkipped)} pages, dirty again before they were sent`]);
  if (totals.zeroPages > 0) facts.push(["Zero pages", formatCount(totals.zeroPages)]);
  if (totals.dirtySyncCount !== undefined)
    facts.push(["Bitmap syncs", `${formatCount(totals.dirtySyncCount)}, including the setup and the final sync`]);
  if (totals.expectedDowntimeSeconds !== undefined)
    facts.push(["Expected", `downtime of ${formatSeconds(totals.expectedDowntimeSeconds)}, as last estimated`]);
  if (run.postcopy) facts.push(run.stop.kind === "snapshot" ? ["Saved", saved(run.postcopy)] : ["Fetched", fetched(run.postcopy)]);
  if (run.channel) facts.push(["Channel", trafficText(run.channel)], ...applicationFacts(run.channel));
  const labelWidth = Math.max(...facts.map(([label]) => label.length)) + 2;
  return facts.flatMap(([label, value]) =>
    wrap(value, width - labelWidth).map((line, index) => (index === 0 ? label : "").padEnd(labelWidth) + line),
  );
}

/** The time without service as those outside see it, where the network takes its time. */
function outageFact({ outageSeconds, downtimeSeconds }: Totals): (readonly [label: string, value: string])[] {
  if (outageSeconds === undefined) return [];
  return [["Outage", `${formatSeconds(outageSeconds)} = downtime + network ${formatSeconds(outageSeconds - downtimeSeconds)}`]];
}

const GUEST_TIME_CAUSES: readonly (readonly [cause: keyof GuestTimeTaken, label: string])[] = [
  ["throttlingSeconds", "throttling"],
  ["loggingSeconds", "dirty log"],
  ["writeFaultSeconds", "write faults"],
  ["pauseSeconds", "pause"],
  ["pageWaitSeconds", "waits for pages"],
];

/** What the migration took from the guest, where that is more than the pause. */
function guestTimeFact({ totals, guest }: RunResult): (readonly [label: string, value: string])[] {
  const parts = GUEST_TIME_CAUSES.filter(([cause]) => guest[cause] > 0);
  if (parts.every(([cause]) => cause === "pauseSeconds")) return [];
  const causes = parts.map(([cause, label]) => `${label} ${formatSeconds(guest[cause])}`);
  return [["Guest time", `${formatSeconds(totals.guestTimeTakenSeconds)} taken${sum(causes)}`]];
}

/** What sources with threads lost, of those whose threads waited for pages. */
function threadFacts({ guest: { threads = [] } }: RunResult): (readonly [label: string, value: string])[] {
  return threads
    .filter(({ waits }) => waits > 0)
    .map(({ workload, threads: count, waits, waitSeconds, lostSeconds }) => {
      const who = `${formatCount(count)} of workload ${workload.join(", ")}`;
      return [
        "Threads",
        `${who} waited ${formatCount(waits)} times, ${formatSeconds(waitSeconds)} in all; ${formatSeconds(lostSeconds)} of work lost`,
      ];
    });
}

/** Pages fetched in post-copy and the guest's waits for them. */
function fetched(report: PostcopyReport): string {
  const { pagesByFault, pagesBySweep } = report;
  return withWaits(`${formatCount(pagesByFault)} pages on request, ${formatCount(pagesBySweep)} by the sweep`, report);
}

/** Pages of a background snapshot and the guest's waits for them. */
function saved(report: PostcopyReport): string {
  const { pagesByFault, pagesBySweep } = report;
  return withWaits(`${formatCount(pagesByFault)} pages ahead of a write, ${formatCount(pagesBySweep)} in order`, report);
}

function withWaits(pages: string, { faults, stallSeconds, faultSeconds }: PostcopyReport): string {
  if (faultSeconds === undefined) return `${pages}; no fault`;
  const { median, p99 } = faultSeconds;
  const waits = `median ${formatSeconds(median)}, 99 % within ${formatSeconds(p99)}`;
  return `${pages}; ${formatCount(faults)} faults (${waits}), ${formatSeconds(stallSeconds)} stalled in total`;
}

const STAGES: readonly (readonly [stage: ChannelStage, words: string])[] = [
  ["before", "before"],
  ["during", "during the copy"],
  ["after", "after it"],
];

/** The channel's label (with "reconstruction" where it applies) and its traffic before, during and after the copy. */
function trafficText(channel: ChannelReport): string {
  const stages = channelStages(channel);
  const parts = STAGES.flatMap(([stage, words]) => {
    const traffic = stages[stage];
    if (traffic === undefined) return [];
    const roundTrip = traffic.roundTripSeconds === undefined ? "" : ` (round trip ${formatSeconds(traffic.roundTripSeconds)})`;
    return [`${formatBytesPerSecond(traffic.throughputBytesPerSecond)} ${words}${roundTrip}`];
  });
  const dirtied = channel.pagesDirtied === undefined ? "" : `; ${formatCount(channel.pagesDirtied)} of the dirtied pages are the channel's`;
  return `${printable(channel.label)}: ${parts.join(", ")}${dirtied}`;
}

const FLOW_STAGES: readonly (readonly [stage: FlowStage, words: string])[] = [
  ["before", "before"],
  ["during", "during the copy"],
  ["switching", "in the switch"],
  ["after", "after it"],
];

/** The flows whose end or effect on the guest is told: volumes, and those that sources are tied to. */
function applicationFacts({ flows }: ChannelReport): (readonly [label: string, value: string])[] {
  const told = flows.filter(({ mode, tied }) => mode === "volume" || tied);
  return told.map((flow, index) => [index === 0 ? "Application" : "", applicationText(flow, flows)]);
}

function applicationText(flow: FlowReport, flows: readonly FlowReport[]): string {
  const { peer, mode, completedSeconds, throughput } = flow;
  const isOnly = flows.filter((other) => other.peer === peer).length === 1;
  const name = printable(peer) + (isOnly ? "" : `, flow ${flow.flow}`);
  const end = completedSeconds === undefined ? "never done" : `done at ${formatSeconds(completedSeconds)}`;
  const parts = FLOW_STAGES.flatMap(([stage, words]) => {
    const { bytesPerSecond, messagesPerSecond } = throughput[stage] ?? {};
    if (bytesPerSecond === undefined || messagesPerSecond === undefined) return [];
    return [`${formatBytesPerSecond(bytesPerSecond)} (${formatCount(Math.round(messagesPerSecond))} messages/s) ${words}`];
  });
  return `${name}: ${[...(mode === "volume" ? [end] : []), ...(parts.length > 0 ? [parts.join(", ")] : [])].join("; ")}`;
}

/** The phases longer than zero, each with its label. */
function partsOf(phases: Phases, listed: readonly Phase[]): string[] {
  return listed.filter(({ key }) => phases[key] > 0).map(({ key, label }) => `${label} ${formatSeconds(phases[key])}`);
}

function sum(parts: readonly string[]): string {
  return parts.length === 0 ? "" : ` = ${parts.join(" + ")}`;
}
