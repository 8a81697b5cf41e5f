/** Removes the faulty parts of a scenario, so that contradictions among the rest can be reported in the same error. */
import * as v from "valibot";
import { issueSteps } from "./issues.js";
import type { Path } from "./origin.js";
import { UNKNOWN_KEY } from "./schema/own-reading.js";
import { type CheckedScenario, scenarioSchema } from "./schema/scenario.js";

/** Replaces a faulty source: writes nothing and occupies no pages. */
const NO_SOURCE = { kind: "phases", phases: [{ workload: [] }] };
/** Replaces a faulty source inside phases: one page, the minimum. */
const NO_SIMPLE_SOURCE = { kind: "uniform", size: "1 B", start: 0, rate: 0 };
/** Replaces a faulty flow: the smallest that carries something, with an end, so that any source can be tied to it. */
const NO_FLOW = { mode: "volume", message: 1, send: 1 };
/** Replaces a faulty memory size: the maximum, so that no region is reported as beyond it. */
const ANY_MEMORY = { memory: 2 ** 40, deferredPages: 0 };
const ANY_LINK = { bandwidth: 1e9 };

/** A checked scenario without its faulty parts, or undefined if too little is left. */
export function salvageScenario(input: unknown, issues: readonly v.BaseIssue<unknown>[]): CheckedScenario | undefined {
  if (!isMapping(input)) return undefined;
  const rest: Record<string, unknown> = { ...input };
  const edit = new Edit(rest);
  for (const issue of issues) removeFault(rest, edit, issueSteps(issue), issue.type === UNKNOWN_KEY);
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

/** Removes a fault: an unknown key by itself; a source, flow or peer as a whole; otherwise the faulty key. */
function removeFault(rest: Record<string, unknown>, edit: Edit, steps: Path, isKey: boolean): void {
  const [first, second] = steps;
  if (typeof first !== "string") return;
  if (isKey) edit.remove(steps);
  else if (first === "workload") removeSource(rest, edit, steps);
  else if (first === "peers" && typeof second === "number") removePeer(rest, edit, steps);
  else if ((first === "vm" || first === "host" || first === "link") && second !== undefined) edit.remove(steps.slice(0, 2));
  else delete rest[first];
  if (first === "peers" && rest.peers === undefined) removeTiedSources(rest);
  // Without an engine the policy cannot be checked.
  if (first === "engine" && rest.engine === undefined) delete rest.policy;
}

function removeSource(rest: Record<string, unknown>, edit: Edit, steps: Path): void {
  const inner = steps[2] === "phases" && steps[4] === "workload" && typeof steps[5] === "number";
  const length = inner ? 6 : 2;
  if (steps.length < length && steps.length < 2) delete rest.workload;
  else if (inner) edit.replace(steps.slice(0, 6), NO_SIMPLE_SOURCE);
  else edit.replace(steps.slice(0, 2), NO_SOURCE);
}

/** Without peers no source has a peer to be tied to. */
function removeTiedSources(rest: Record<string, unknown>): void {
  if (!Array.isArray(rest.workload)) return;
  rest.workload = rest.workload.map((source: unknown) => (isMapping(source) && source.while !== undefined ? NO_SOURCE : source));
}

/** Removes a faulty flow; of a faulty peer only the name is kept, to detect duplicates, and the number of its flows, for sources tied to them. */
function removePeer(rest: Record<string, unknown>, edit: Edit, steps: Path): void {
  const [, index, inner, flow] = steps;
  if (inner === "flows" && typeof flow === "number") {
    edit.replace(steps.slice(0, 4), NO_FLOW);
    return;
  }
  const peer: unknown = Array.isArray(rest.peers) ? rest.peers[index as number] : undefined;
  const name = isMapping(peer) && typeof peer.name === "string" ? peer.name : `\0${index}`;
  const flows = isMapping(peer) && Array.isArray(peer.flows) ? peer.flows.map(() => NO_FLOW) : [NO_FLOW];
  edit.replace(steps.slice(0, 2), { name, place: "elsewhere", flows });
}

/** Changes a copy: each container on a path is copied once, even for many changes. */
class Edit {
  readonly #root: Record<string, unknown>;
  readonly #copies = new Set<unknown>();

  /** `root` itself is modified. */
  constructor(root: Record<string, unknown>) {
    this.#root = root;
  }

  /** Removes the last key of a path. */
  remove(steps: Path): void {
    const [container, last] = this.#containerOf(steps);
    if (container !== undefined && last !== undefined) delete container[last];
  }

  /** Sets the value at a path; does nothing if its container does not exist. */
  replace(steps: Path, value: unknown): void {
    const [container, last] = this.#containerOf(steps);
    if (container !== undefined && last !== undefined) container[last] = value;
  }

  #containerOf(steps: Path): [container?: Record<string | number, unknown>, last?: string | number | undefined] {
    let container: Record<string | number, unknown> = this.#root;
    for (const step of steps.slice(0, -1)) {
      const child = container[step];
      if (!this.#copies.has(child)) {
        const copy = Array.isArray(child) ? [...child] : isMapping(child) ? { ...child } : undefined;
        if (copy === undefined) return [];
        this.#copies.add(copy);
        container[step] = copy;
      }
      container = container[step] as Record<string | number, unknown>;
    }
    return [container, steps.at(-1)];
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
