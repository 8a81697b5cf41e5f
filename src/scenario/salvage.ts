/** What is left of a scenario when its faulty parts are taken out, so that one look finds the contradictions among the rest too. */
import * as v from "valibot";
import { issueSteps, type Path } from "./issues.js";
import { UNKNOWN_KEY } from "./schema/own-reading.js";
import { type CheckedScenario, scenarioSchema } from "./schema/scenario.js";

/** Stands in for a source that cannot be read: writes nothing, takes no place. */
const NO_SOURCE = { kind: "phases", phases: [{ workload: [] }] };
/** The same inside phases: one page, as the source itself has at least one. */
const NO_SIMPLE_SOURCE = { kind: "uniform", size: "1 B", start: 0, rate: 0 };
/** Stands in for a flow that cannot be read: the smallest that carries something. */
const NO_FLOW = { message: 1, send: "1 B/s" };
/** The largest memory there is, so that nothing is found beyond it. */
const ANY_MEMORY = { memory: 2 ** 40, deferredPages: 0 };
const ANY_LINK = { bandwidth: 1e9 };

/** A checked scenario without the parts at fault, or undefined when nothing sensible is left. */
export function salvageScenario(input: unknown, issues: readonly v.BaseIssue<unknown>[]): CheckedScenario | undefined {
  if (!isMapping(input)) return undefined;
  const rest: Record<string, unknown> = { ...input };
  for (const issue of issues) removeFault(rest, issueSteps(issue), issue.type === UNKNOWN_KEY);
  rest.version = 1;
  if (!isMapping(rest.vm) || rest.vm.memory === undefined) {
    const { pageSize, ...others } = isMapping(rest.vm) ? rest.vm : {};
    const { slots: _slots, deferredPages: _deferred, ...kept } = others;
    rest.vm = { ...kept, ...(pageSize === undefined ? {} : { pageSize }), ...ANY_MEMORY };
  }
  if (!isMapping(rest.link) || rest.link.bandwidth === undefined) rest.link = ANY_LINK;
  const result = v.safeParse(scenarioSchema, rest);
  return result.success ? result.output : undefined;
}

/** Copies the way to the fault and takes it out: an unknown key alone; a source, a flow or a peer as a whole; else by its key. */
function removeFault(rest: Record<string, unknown>, steps: Path, isKey: boolean): void {
  const [first, second] = steps;
  if (typeof first !== "string") return;
  if (isKey) removeAt(rest, steps);
  else if (first === "workload") removeSource(rest, steps);
  else if (first === "peers" && typeof second === "number") removePeer(rest, steps);
  else if ((first === "vm" || first === "host" || first === "link") && second !== undefined) removeAt(rest, steps.slice(0, 2));
  else delete rest[first];
  // Whether a policy suits an engine shows when there is one.
  if (first === "engine" && rest.engine === undefined) delete rest.policy;
}

function removeSource(rest: Record<string, unknown>, steps: Path): void {
  const inner = steps[2] === "phases" && steps[4] === "workload" && typeof steps[5] === "number";
  const length = inner ? 6 : 2;
  if (steps.length < length && steps.length < 2) delete rest.workload;
  else if (inner) replaceAt(rest, steps.slice(0, 6), NO_SIMPLE_SOURCE);
  else replaceAt(rest, steps.slice(0, 2), NO_SOURCE);
}

/** A flow is taken out alone; a peer stays with its name, as others may have the same, and is silent. */
function removePeer(rest: Record<string, unknown>, steps: Path): void {
  const [, index, inner, flow] = steps;
  if (inner === "flows" && typeof flow === "number") {
    replaceAt(rest, steps.slice(0, 4), NO_FLOW);
    return;
  }
  const peer: unknown = Array.isArray(rest.peers) ? rest.peers[index as number] : undefined;
  const name = isMapping(peer) && typeof peer.name === "string" ? peer.name : `\0${index}`;
  replaceAt(rest, steps.slice(0, 2), { name, place: "elsewhere" });
}

function removeAt(rest: Record<string, unknown>, steps: Path): void {
  replaceAt(rest, steps, undefined);
}

/** Sets the value at a path in copies of the containers on the way; undefined takes the key out. Stops where the way ends. */
function replaceAt(root: Record<string, unknown>, steps: Path, value: unknown): void {
  let container: Record<string | number, unknown> = root;
  for (const step of steps.slice(0, -1)) {
    const child = container[step];
    const copy = Array.isArray(child) ? [...child] : isMapping(child) ? { ...child } : undefined;
    if (copy === undefined) return;
    container[step] = copy;
    container = copy as Record<string | number, unknown>;
  }
  const last = steps.at(-1);
  if (last === undefined) return;
  if (value === undefined) delete container[last];
  else container[last] = value;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
