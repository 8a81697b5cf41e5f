/** The hosts: the preset that is named, else the policy's, else the engine's, and what a user gave instead. */
import { DEFAULTS } from "../defaults.js";
import { contradiction, type ReportIssue } from "../issues.js";
import { enginePresetNamed } from "../presets/engines.js";
import { HOST_PRESETS, type HostCosts, type HostName, type HostPreset, PV_COPY_CPU_SECONDS } from "../presets/hosts.js";
import type { QemuMode } from "../resolved/engine-parameters.js";
import type { ResolvedHost } from "../resolved/resolved.js";
import type { CheckedScenario } from "../schema/scenario.js";

/** The fields that no preset sets. */
const PLAIN_HOST = { dom0Cpus: DEFAULTS.dom0Cpus, liveSpeed: DEFAULTS.liveSpeed, loggedSpeed: DEFAULTS.loggedSpeed, writeFault: 0 };

export type CheckedHost = Exclude<CheckedScenario["host"], string>;

export function resolveHost(
  { host, engine }: Pick<CheckedScenario, "host" | "engine">,
  memoryPages: number,
  ofPolicy: HostName | undefined,
  report: ReportIssue,
): ResolvedHost {
  const { preset: named, ...given }: CheckedHost = typeof host === "string" ? { preset: host, ...PLAIN_HOST } : host;
  const name = named ?? ofPolicy ?? hostNameOf(engine);
  const costs = costsOf(name, memoryPages);
  const suspendDirtyPages = given.suspendDirtyPages ?? costs.suspendDirtyPages;
  checkPages("setupDirtyPages", given.setupDirtyPages, memoryPages, report);
  checkPages("suspendDirtyPages", given.suspendDirtyPages, memoryPages, report);
  return {
    preset: name,
    dom0Cpus: given.dom0Cpus,
    copyCpuSeconds: given.copyCpu ?? copyCpuSecondsOf(engine, name),
    suspendSeconds: given.suspend ?? costs.suspendSeconds,
    suspendTimeoutSeconds: given.suspendTimeout ?? costs.suspendTimeoutSeconds,
    resumeSeconds: given.resume ?? costs.resumeSeconds,
    networkSeconds: given.network ?? costs.networkSeconds,
    setupDirtyPages: given.setupDirtyPages ?? Math.floor(suspendDirtyPages / 2),
    suspendDirtyPages,
    liveSpeedRatio: given.liveSpeed,
    loggedSpeedRatio: given.loggedSpeed,
    writeFaultSeconds: given.writeFault,
  };
}

/** The host of a compared engine: its own where the scenario's engine brought the host along, with what the scenario set itself. */
export function hostForEngine(host: ResolvedHost, memoryPages: number, from: NamedEngine, to: NamedEngine): ResolvedHost {
  const moved = withCostsFor(host, memoryPages, from, to);
  const isOwn = host.copyCpuSeconds !== copyCpuSecondsOf(from, host.preset);
  return { ...moved, copyCpuSeconds: isOwn ? host.copyCpuSeconds : copyCpuSecondsOf(to, moved.preset) };
}

function withCostsFor(host: ResolvedHost, memoryPages: number, from: NamedEngine, to: NamedEngine): ResolvedHost {
  const [before, name] = [hostNameOf(from), hostNameOf(to)];
  if (host.preset !== before || name === before) return host;
  const [was, costs] = [costsOf(before, memoryPages), costsOf(name, memoryPages)];
  for (const key of Object.keys(was) as (keyof HostCosts)[]) if (host[key] !== was[key]) costs[key] = host[key];
  const isHalf = host.setupDirtyPages === Math.floor(host.suspendDirtyPages / 2);
  return { ...host, ...costs, preset: name, ...(isHalf && { setupDirtyPages: Math.floor(costs.suspendDirtyPages / 2) }) };
}

/** What names an engine: its preset or an alias, and for QEMU what it does. */
type NamedEngine = string | { readonly preset: string; readonly mode?: QemuMode | undefined };

/** The host that an engine preset, or an alias of one, brings along; in a mode of QEMU that stays on its host, one host. */
function hostNameOf(engine: NamedEngine): HostName {
  const { preset, mode = "normal" } = typeof engine === "string" ? { preset: engine } : engine;
  const name = enginePresetNamed(preset)?.host ?? "none";
  return name === "libvirt-kvm" && mode !== "normal" ? "kvm-local" : name;
}

/** What the copy costs Dom0 under an engine on a host; only Xen's tools run there. */
function copyCpuSecondsOf(engine: NamedEngine, host: string): number {
  const family = enginePresetNamed(typeof engine === "string" ? engine : engine.preset)?.parameters.family;
  const isXen = family === "xen-classic" || family === "xen-stream";
  return isXen ? (presetNamed(host).parameters.copyCpuSeconds ?? PV_COPY_CPU_SECONDS) : 0;
}

/** The costs of a preset for a guest of `memoryPages`: its kernel dirties no more pages than there are. */
function costsOf(name: string, memoryPages: number): { -readonly [Key in keyof HostCosts]: HostCosts[Key] } {
  const { parameters } = presetNamed(name);
  return { ...parameters, suspendDirtyPages: Math.min(parameters.suspendDirtyPages, memoryPages) };
}

function presetNamed(name: string): HostPreset {
  const preset = HOST_PRESETS.find((candidate) => candidate.name === name);
  if (preset === undefined) throw new RangeError(`host preset ${name} passed the schema and does not exist`);
  return preset;
}

function checkPages(key: string, given: number | undefined, memoryPages: number, report: ReportIssue): void {
  if (given === undefined || given <= memoryPages) return;
  report(contradiction(["host", key], `at most the ${memoryPages} pages of memory`, String(given)));
}
