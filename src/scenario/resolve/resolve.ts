/** Resolves a structurally valid scenario: fills in every default, and collects contradictions. */

import { DEFAULTS, SLOTS_LIMIT } from "../defaults.js";
import { contradiction, type LocatedIssue } from "../issues.js";
import { CONNECTION_BYTES_PER_SECOND, type TransportName } from "../presets/transports.js";
import type { ResolvedLink, ResolvedScenario, ResolvedVm } from "../resolved/resolved.js";
import type { CheckedScenario } from "../schema/scenario.js";
import { broughtSettings } from "./brought-settings.js";
import { checkEngineChannel } from "./check-engine-channel.js";
import { checkEngineLink } from "./check-engine-link.js";
import { checkEnginePeers } from "./check-engine-peers.js";
import { nearestSizes, showSize } from "./nearest-size.js";
import { policySettings } from "./policy-settings.js";
import { resolveChannel } from "./resolve-channel.js";
import { checkZeroPages, resolveContent } from "./resolve-content.js";
import { checkEngineDevices, resolveDevice } from "./resolve-devices.js";
import { resolveEngine } from "./resolve-engine.js";
import { resolveHost } from "./resolve-host.js";
import { resolvePeers } from "./resolve-peers.js";
import { checkPolicyEngine, resolvePolicy } from "./resolve-policy.js";
import { resolveWorkload, type WorkloadContext } from "./resolve-workload.js";

export interface Resolution {
  readonly scenario: ResolvedScenario;
  /** Contradictions; the scenario is valid only if there are none. */
  readonly issues: readonly LocatedIssue[];
  /** Contradictions that are not among them. */
  readonly unlistedIssues: number;
}

/** Functions needed to resolve a scenario. */
export type ResolveTools = Pick<WorkloadContext, "loadText" | "findWriteRate">;

export function resolveScenario(checked: CheckedScenario, tools: ResolveTools): Resolution {
  const issues: LocatedIssue[] = [];
  const report = (issue: LocatedIssue): void => {
    issues.push(issue);
  };
  let unlistedIssues = 0;
  const reportUnlisted = (faults: number): void => {
    unlistedIssues += faults;
  };
  const vm = resolveVm(checked.vm, report);
  const { pageBytes, vcpus } = vm;
  const memoryPages = Math.floor(vm.memoryBytes / pageBytes);
  const workload = resolveWorkload(checked.workload, {
    ...tools,
    memoryPages,
    pageBytes,
    vcpus,
    peers: checked.peers,
    report,
    reportUnlisted,
  });
  checkZeroPages(vm, memoryPages, workload, report);
  const channel = resolveChannel(checked, report);
  const peers = resolvePeers(checked.peers, channel, report);
  const policy = resolvePolicy(checked.policy, report);
  const settings = policy && policySettings(policy, vm);
  const bandwidthBitsPerSecond = checked.link.bandwidth;
  const engine = resolveEngine(checked.engine, { vm, bandwidthBitsPerSecond, settings: settings?.engine }, report);
  checkPolicyEngine(policy, engine, report);
  const link = resolveLink(checked.link, settings?.transport);
  const host = resolveHost(checked, memoryPages, settings?.host, report);
  checkEngineLink(engine, link.transport, report);
  checkEnginePeers(engine, peers, report);
  checkEngineChannel(engine, channel, vm, report);
  checkEngineDevices(engine, vm.devices ?? [], report);
  const scenario: ResolvedScenario = {
    version: 1,
    ...(checked.name === undefined ? {} : { name: checked.name }),
    vm,
    workload,
    link,
    engine,
    ...(policy === undefined
      ? {}
      : { policy: { ...policy, ...(settings && { brought: broughtSettings(settings, { engine, link, host }) }) } }),
    host,
    peers,
    ...(channel === undefined ? {} : { channel }),
    seed: checked.seed,
    runs: checked.runs,
    fidelity: checked.fidelity,
    timeoutSeconds: checked.timeout,
  };
  return { scenario, issues, unlistedIssues };
}

type Report = (issue: LocatedIssue) => void;

function resolveLink(link: CheckedScenario["link"], ofPolicy: TransportName | undefined): ResolvedLink {
  const transport = link.transport ?? ofPolicy ?? DEFAULTS.transport;
  return {
    bandwidthBitsPerSecond: link.bandwidth,
    efficiencyRatio: link.efficiency,
    goodputBytesPerSecond: (link.bandwidth * link.efficiency) / 8,
    transport,
    connectionBytesPerSecond: link.connectionBandwidth ?? CONNECTION_BYTES_PER_SECOND[transport],
    latencySeconds: link.latency,
  };
}

function resolveVm(vm: CheckedScenario["vm"], report: Report): ResolvedVm {
  const { memory, pageSize, slots = memory, deferredPages } = vm;
  if (Math.log2(pageSize) % 1 !== 0) report(contradiction(["vm", "pageSize"], "a power of two", `${pageSize} bytes`));
  else if (checkWholePages("memory", memory, pageSize, report) && checkWholePages("slots", slots, pageSize, report) && slots < memory) {
    report(contradiction(["vm", "slots"], `at least the memory, ${memory} bytes`, `${slots} bytes`));
  }
  const pages = Math.floor(memory / pageSize);
  if (deferredPages > pages) report(contradiction(["vm", "deferredPages"], `at most the ${pages} pages of memory`, String(deferredPages)));
  return {
    memoryBytes: memory,
    pageBytes: pageSize,
    vcpus: vm.vcpus,
    slotsBytes: slots,
    content: resolveContent(vm, report),
    deferredPages,
    ...(vm.devices === undefined || vm.devices.length === 0 ? {} : { devices: vm.devices.map(resolveDevice) }),
  };
}

/** Reports sizes that are not a whole number of pages or exceed the maximum number of pages. */
function checkWholePages(key: "memory" | "slots", bytes: number, pageSize: number, report: Report): boolean {
  const path = ["vm", key];
  const page = showSize(pageSize);
  if (bytes > SLOTS_LIMIT * pageSize) {
    const larger = LARGER_PAGES.find((size) => size > pageSize && bytes <= SLOTS_LIMIT * size);
    const way = larger === undefined ? "" : ` (pageSize: ${showSize(larger)} allows ${showSize(SLOTS_LIMIT * larger)})`;
    report(contradiction(path, `at most ${showSize(SLOTS_LIMIT * pageSize)} with pages of ${page}${way}`, showSize(bytes)));
    return false;
  }
  if (bytes % pageSize === 0) return true;
  report(contradiction(path, `a whole number of pages of ${page}`, `${bytes} bytes`, nearestSizes(bytes, pageSize)));
  return false;
}

/** Page sizes of x86-64 above 4 KiB. */
const LARGER_PAGES = [2 ** 21, 2 ** 30];
