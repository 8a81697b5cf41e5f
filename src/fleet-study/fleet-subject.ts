/** Fleets as the cells of a study: a run carries out one plan. */
import { type Fleet, type PlanRun, parseFleet, runPlan, writtenFleet } from "../fleet.js";
import { scenarioFields } from "../input/parse-scenario.js";
import { PLAN_KEYS } from "../result/figure-names.js";
import type { ConfigIssue } from "../scenario/config-error.js";
import { parsePath } from "../scenario/field-paths.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { readQuantity } from "../scenario/units.js";
import { type RunFacts, type StudyAxis, type StudySubject, type StudyVariant, valueAt } from "../study.js";

type Mapping = Readonly<Record<string, unknown>>;

/** For `study` and `planStudy` of `xenvmc-sim/study`. */
export const fleetSubject: StudySubject<Fleet> = {
  read: parseFleet,
  written: writtenFleet,
  fieldAt,
  facts: ({ name }, fleet) => ({ ...(name === undefined ? {} : { name }), fleet }),
  runs: ({ runs }) => runs,
  isCertain: (fleet) => anyScenario(fleet)?.fidelity === "expected",
  pageBytes: (fleet) => anyScenario(fleet)?.vm.pageBytes ?? 1,
  isReconstruction: ({ channel }) => channel?.kind === "xenvmc-modified",
  variants,
  fault: faultOf,
  async simulate(fleet, run, { signal }) {
    try {
      const [plan] = fleet.plans as [Fleet["plans"][number]];
      const { result } = await runPlan(fleet, plan, run, { onEnd: () => {}, ...(signal === undefined ? {} : { signal }) });
      return factsOf(fleet, result);
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    }
  },
};

/** Of one of the guests: what is the same for all, or nearly so. */
function anyScenario({ guests: [first], hosts }: Fleet): ResolvedScenario | undefined {
  return first?.scenarioTo(hosts.find(({ name }) => name !== first.on)?.name ?? first.on);
}

/** Several plans that no axis chooses among are compared with each other. */
function variants({ plans }: Fleet, axes: readonly StudyAxis[]): StudyVariant[] {
  const isChosen = axes.some(({ values }) => values.some(({ set }) => "plan" in set));
  if (plans.length === 1 || isChosen) return [{ name: "fleet", set: {} }];
  return plans.map(({ name }) => ({ name, set: { plan: name } }));
}

function faultOf({ plans }: Fleet): ConfigIssue | undefined {
  if (plans.length === 1) return undefined;
  const names = plans.map(({ name }) => name).join(", ");
  return { path: "plan", expected: `the name of one of the plans, set by an axis or by every variant: ${names}`, received: "none" };
}

/** What a plan came to, as a row: moved if every guest is, and converged if every migration did. */
function factsOf({ seed }: Fleet, run: PlanRun): RunFacts {
  const { guests, unmoved = [], makespanSeconds } = run;
  const stops = new Set(guests.map(({ stop }) => stop.kind));
  const [ruling] = guests.find(({ endSeconds }) => endSeconds === makespanSeconds)?.ruledBy ?? [];
  return {
    seed,
    stop: stops.size === 1 ? ([...stops][0] as string) : "mixed",
    converged: unmoved.length === 0 && guests.every(({ stop }) => stop.converged),
    moved: unmoved.length === 0 && guests.every(({ moved }) => moved),
    ...(ruling === undefined ? {} : { ruledBy: ruling.kind }),
    figures: Object.fromEntries(PLAN_KEYS.map((name) => [name, run[name]])),
  };
}

const GUEST = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" } };

/** A field of the fleet as the schema of scenarios reads it: each is one of a guest's scenario, or of a plan. */
function fieldAt(written: object, path: string): unknown {
  const [section, key, ...rest] = parsePath(path) ?? [];
  const own = valueAt(written, path);
  if (section === "plan" || section === "plans") return rest.concat(key ?? []).includes("bandwidth") ? quantityOf(own, "bandwidth") : own;
  if (section === "hosts") return rest[0] === "link" ? linkField(written, key, rest, own) : quantityOf(own, "size");
  if (section === "guests") return guestField((written as { guests: readonly Mapping[] }).guests[Number(key)] ?? {}, rest);
  const shared = Object.entries(written).filter(([name]) => ["engine", "policy", "host", "channel", "timeout"].includes(name));
  return valueAt(scenarioFields({ ...GUEST, ...Object.fromEntries(shared) }), path);
}

function quantityOf(given: unknown, dimension: "bandwidth" | "size"): unknown {
  const reading = readQuantity(given, dimension);
  return "value" in reading ? reading.value : given;
}

/** `hosts.a.link` is its bandwidth, or the mapping of a link. */
function linkField(written: object, host: string | number | undefined, [, ...rest]: readonly (string | number)[], own: unknown): unknown {
  const { link } = (written as { hosts: Readonly<Record<string, Mapping>> }).hosts[String(host)] ?? {};
  const isMapping = typeof link === "object" && link !== null;
  const fields = scenarioFields({ ...GUEST, link: isMapping ? link : { bandwidth: link } }) as { link?: Mapping } | undefined;
  if (rest.length === 0) return isMapping ? own : fields?.link?.bandwidth;
  return valueIn(fields?.link, rest);
}

function guestField({ vm, workload, peers }: Mapping, steps: readonly (string | number)[]): unknown {
  const places = Array.isArray(peers) ? peers.map(({ guest, ...peer }: Mapping) => ({ name: guest, place: "source", ...peer })) : [];
  const scenario = { ...GUEST, vm, ...(workload === undefined ? {} : { workload }), peers: places };
  const fields = scenarioFields(scenario);
  return fields === undefined ? undefined : valueIn(fields, steps);
}

function valueIn(root: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((inside, step) => (inside as Mapping | undefined)?.[step as string], root);
}
