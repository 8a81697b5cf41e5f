/** The schema of a scenario, from which its types, checks and JSON Schema are derived. */
import * as v from "valibot";
import { DEFAULTS } from "../defaults.js";
import { channelKinds, channelSchema } from "./channel.js";
import { engineKinds, engineSchema } from "./engine.js";
import { choice, constant, plainNumber, quantity, words } from "./fields.js";
import { about, meaning } from "./json-schema-only.js";
import { hostKinds, hostSchema, linkSchema, vmSchema } from "./machine.js";
import { closedObject, keysOf } from "./mapping.js";
import { peersSchema } from "./peers.js";
import { policySchema } from "./policy.js";
import { studySchema } from "./study.js";
import { workloadSchema } from "./workload.js";

/** For each key inside a top-level mapping, the mapping that has it: a hint for misplaced keys. */
const SECTIONS = { vm: [vmSchema], link: [linkSchema], host: hostKinds, engine: engineKinds, channel: channelKinds };

/** Hints for keys of other programs, and for keys that belong in a mapping. */
function hintFor(key: string): string | undefined {
  if (key === "sweep") return "no such key: what a study varies is in study.vary";
  const section = Object.entries(SECTIONS).find(([, kinds]) => keysOf(kinds).has(key))?.[0];
  return section === undefined ? undefined : `no such key here: a field of ${section}`;
}

export const scenarioSchema = closedObject(
  () => ({
    version: constant(1, meaning("Version of the scenario format.")),
    name: v.optional(words(meaning("What the scenario shows; the title of its results."))),
    vm: vmSchema,
    workload: v.optional(workloadSchema, []),
    link: linkSchema,
    engine: v.optional(engineSchema, DEFAULTS.engine),
    policy: v.optional(policySchema),
    host: v.optional(hostSchema, {}),
    peers: v.optional(peersSchema, []),
    channel: v.optional(channelSchema),
    seed: v.optional(
      plainNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }, meaning("Seed of all random draws, 53 bits.")),
      DEFAULTS.seed,
    ),
    runs: v.optional(plainNumber({ min: 1, max: 1e6, integer: true }, meaning("Replications; run k draws from (seed, k).")), DEFAULTS.runs),
    fidelity: v.optional(
      choice(
        ["pages", "expected", "events"],
        meaning("pages: every page; expected: expected counts in closed form; events: every page and one draw per write, slow."),
      ),
      DEFAULTS.fidelity,
    ),
    timeout: v.optional(
      quantity("time", { above: 0, max: 1e9 }, meaning("Simulated time after which an unfinished migration is given up.")),
      DEFAULTS.timeout,
    ),
    study: v.optional(studySchema),
  }),
  { ...about("Scenario", "A live migration: the guest, its workload and traffic, the link, the engine. Version 1."), hintFor },
);

/** A scenario after the check of its structure: quantities in base units, defaults filled in. */
export type CheckedScenario = v.InferOutput<typeof scenarioSchema>;
