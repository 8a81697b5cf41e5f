/** Resolves the traffic that a source is tied to, and reports ties that say nothing. */
import { contradiction, type Path, type ReportIssue } from "../issues.js";
import { nearestName } from "../nearest.js";
import type { ResolvedSource, ResolvedTie } from "../resolved/resolved.js";
import type { CheckedFlow, CheckedPeer } from "../schema/peers.js";
import type { CheckedSimpleSource, CheckedSource } from "../schema/workload.js";
import { showValue } from "../show-value.js";
import type { GivenRate } from "./write-rate.js";

type GivenTie = NonNullable<CheckedSource["while"]>;
type Given = CheckedSource | CheckedSimpleSource;

export interface TieContext {
  readonly peers: readonly CheckedPeer[];
  readonly report: ReportIssue;
}

/** Adds the tie of `given` to its sources. Sources of a preset have none of their own. */
export function withTie(sources: readonly ResolvedSource[], given: Given, path: Path, context: TieContext): ResolvedSource[] {
  const tie = resolveTie(given, path, context);
  return tie === undefined ? [...sources] : sources.map((source) => ({ ...source, while: tie }));
}

/** The tie of a source; undefined if it has none. Reports one to a flow that is not there, or with a rate that it does not end. */
export function resolveTie(given: Given, path: Path, { peers, report }: TieContext): ResolvedTie | undefined {
  checkCauses(given, path, report);
  if (given.while === undefined) return undefined;
  const { peer, flow }: Exclude<GivenTie, string> = typeof given.while === "string" ? { peer: given.while } : given.while;
  const tie = { peer, ...(flow === undefined ? {} : { flow }) };
  const isNamed = typeof given.while === "string";
  const tiePath = [...path, "while"];
  const flows = flowsOf(tie, isNamed ? tiePath : [...tiePath, "peer"], [...tiePath, "flow"], peers, report);
  const endless = flows.find(({ mode }) => mode !== "volume");
  if (endless !== undefined && hasRate(given)) {
    const expected = "flows of mode volume, as the rate of a source ends with its flows (perMessage and perByte go with every mode)";
    report(contradiction(tiePath, expected, `a flow of mode ${endless.mode}, which has no end`));
  }
  return tie;
}

/** The flows of a tie; empty after a fault. */
function flowsOf(
  { peer: name, flow: index }: ResolvedTie,
  peerPath: Path,
  flowPath: Path,
  peers: readonly CheckedPeer[],
  report: ReportIssue,
): readonly CheckedFlow[] {
  const peer = peers.find((candidate) => candidate.name === name);
  if (peer === undefined) {
    const names = peers.map((candidate) => candidate.name);
    const expected = names.length === 0 ? "the name of a peer (there are none)" : "the name of a peer";
    report(contradiction(peerPath, expected, showValue(name), nearestName(name, names)));
    return [];
  }
  const { flows } = peer;
  if (flows.length === 0) report(contradiction(peerPath, "a peer with flows", `${showValue(name)}, which is silent`));
  else if (index !== undefined && index >= flows.length) {
    report(contradiction(flowPath, `an index below the ${flows.length} of ${showValue(name)}`, String(index)));
  } else return index === undefined ? flows : flows.slice(index, index + 1);
  return [];
}

/** Rates of a source with their paths from it: one, or those of its regions. */
function ratesOf(given: Given): readonly (readonly [Path, GivenRate])[] {
  switch (given.kind) {
    case "hot-cold":
      return [
        [["hot"], given.hot],
        [["cold"], given.cold],
      ];
    case "classes":
      return given.classes.map((region, index) => [["classes", index], region] as const);
    case "uniform":
    case "zipf":
    case "power-law":
    case "sweep":
      return [[[], given]];
    default:
      return [];
  }
}

function isCaused({ perMessage, perByte }: GivenRate): boolean {
  return perMessage !== undefined || perByte !== undefined;
}

/** True for a source of which some part writes by time. */
function hasRate(given: Given): boolean {
  const rates = ratesOf(given);
  return rates.length === 0 || rates.some(([, rate]) => !isCaused(rate));
}

/** Reports writes for messages or bytes without traffic, or with what counts time. */
function checkCauses(given: Given, path: Path, report: ReportIssue): void {
  for (const [keys, rate] of ratesOf(given)) {
    if (!isCaused(rate)) continue;
    const [key, value] = rate.perMessage === undefined ? ["perByte", rate.perByte] : ["perMessage", rate.perMessage];
    if (given.while === undefined) {
      report(contradiction([...path, ...keys, key], "a source with while, the traffic that it writes for", String(value)));
    }
    if (given.cpu !== 1) report(contradiction([...path, "cpu"], `no cpu beside ${key}, which keeps no rate`, String(given.cpu)));
    if ("reads" in given && given.reads !== undefined) {
      report(contradiction([...path, "reads"], `no reads beside ${key}: they have a rate of guest time`, "reads"));
    }
  }
}

/** Phases take guest time, or that of their flow as a whole: a source inside has no traffic of its own. */
export function requireNoTie(given: CheckedSimpleSource, path: Path, report: ReportIssue): void {
  if (given.while !== undefined)
    report(contradiction([...path, "while"], "while at the phases source, whose sources share one clock", "while"));
  for (const [keys, { perMessage, perByte }] of ratesOf(given)) {
    const key = perMessage !== undefined ? "perMessage" : perByte !== undefined ? "perByte" : undefined;
    if (key)
      report(
        contradiction([...path, ...keys, key], "a rate or a dirtyRate: phases take time, not messages", String(perMessage ?? perByte)),
      );
  }
}
