/** What is left of a scenario when its faulty parts are taken out, so that one look finds the contradictions among the rest too. */
import * as v from "valibot";
import { issueSteps } from "./issues.js";
import type { Path } from "./origin.js";
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

/** Copies the way to the fault and takes it out: an unknown key alone; a source, a flow or a peer as a whole; else by its key. */
function removeFault(rest: Record<string, unknown>, edit: Edit, steps: Path, isKey: boolean): void {
  const [first, second] = steps;
  if (typeof first !== "string") return;
  if (isKey) edit.remove(steps);
  else if (first === "workload") removeSource(rest, edit, steps);
  else if (first === "peers" && typeof second === "number") removePeer(rest, edit, steps);
  else if ((first === "vm" || first === "host" || first === "link") && second !== undefined) edit.remove(steps.slice(0, 2));
  else delete rest[first];
  // Whether a policy suits an engine shows when there is one.
  if (first === "engine" && rest.engine === undefined) delete rest.policy;
}

function removeSource(rest: Record<string, unknown>, edit: Edit, steps: Path): void {
  const inner = steps[2] === "phases" && steps[4] === "workload" && typeof steps[5] === "number";
  const length = inner ? 6 : 2;
  if (steps.length < length && steps.length < 2) delete rest.workload;
  else if (inner) edit.replace(steps.slice(0, 6), NO_SIMPLE_SOURCE);
  else edit.replace(steps.slice(0, 2), NO_SOURCE);
}

/** A flow is taken out alone; a peer stays with its name, as others may have the same, and is silent. */
function removePeer(rest: Record<string, unknown>, edit: Edit, steps: Path): void {
  const [, index, inner, flow] = steps;
  if (inner === "flows" && typeof flow === "number") {
    edit.replace(steps.slice(0, 4), NO_FLOW);
    return;
  }
  const peer: unknown = Array.isArray(rest.peers) ? rest.peers[index as number] : undefined;
  const name = isMapping(peer) && typeof peer.name === "string" ? peer.name : `\0${index}`;
  edit.replace(steps.slice(0, 2), { name, place: "elsewhere" });
}

/** Changes in copies of the containers on the way to them; each container is copied once, however many changes it has. */
class Edit {
  readonly #root: Record<string, unknown>;
  readonly #copies = new Set<unknown>();

  /** `root` itself is changed. */
  constructor(root: Record<string, unknown>) {
    this.#root = root;
  }

  /** Takes the key out that a path ends with. */
  remove(steps: Path): void {
    const [container, last] = this.#containerOf(steps);
    if (container !== undefined && last !== undefined) delete container[last];
  }

  /** Sets the value at a path; nothing where no container is at its end. */
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
