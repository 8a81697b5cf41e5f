/** The JSON Schema of a fleet file: its own fields, and those that it shares with scenarios. */
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { PLAN_PRESETS } from "./plan-presets.js";
import { GROWTH_MAX, PARALLEL_MAX, RETRIES_MAX } from "./read-limits.js";
import { ORDERS } from "./read-plans.js";
import { GUESTS_MAX, NAME } from "./written-guests.js";

type Schema = Readonly<Record<string, unknown>>;

/** JSON Schema (draft 2020-12) of a fleet as users write it. */
export async function fleetJsonSchema(): Promise<Record<string, unknown>> {
  const { $schema, properties } = await scenarioJsonSchema();
  const shared = new Shared(properties as Readonly<Record<string, Schema>>);
  const plan = planSchema(shared);
  return {
    $schema,
    ...mapping("Fleet", "Many guests on hosts that share links, and the plans that move them.", ["version", "hosts", "guests"], {
      version: { const: 1, description: "Version of the format." },
      name: text("Name of the fleet."),
      hosts: named("Hosts by their names.", hostSchema(shared)),
      switches: named("Switches by their names; without them only the cards of hosts limit.", switchSchema(shared)),
      guests: { type: "array", minItems: 1, items: guestSchema(shared), description: "The guests, those that stay too." },
      plan: {
        anyOf: [plan, text("The name of one of the plans.")],
        description: "What moves where; or which of the plans is carried out.",
      },
      plans: named("Plans by their names, each from the same beginning.", plan),
      ...shared.all(["engine", "policy", "host", "channel", "seed", "runs", "timeout", "fidelity", "study"]),
    }),
  };
}

/** Fields of scenarios. */
class Shared {
  readonly #properties: Readonly<Record<string, Schema>>;

  constructor(properties: Readonly<Record<string, Schema>>) {
    this.#properties = properties;
  }

  all(names: readonly string[]): Record<string, Schema> {
    return Object.fromEntries(names.map((name) => [name, this.of(name)]));
  }

  /** `path` in the manner of `link.bandwidth`; a list stands for its entries. `description`: in place of the scenario's. */
  of(path: string, description?: string): Schema {
    const found = path.split(".").reduce<Schema>(
      (schema, name) => {
        const { properties } = ((schema.items as Schema | undefined) ?? schema) as {
          readonly properties?: Readonly<Record<string, Schema>>;
        };
        return properties?.[name] ?? {};
      },
      { properties: this.#properties },
    );
    return description === undefined ? found : { ...found, description };
  }
}

function hostSchema(shared: Shared): Schema {
  const bandwidth = shared.of("link.bandwidth", "Its bandwidth, if that is all there is to say.");
  return mapping("Host", "A host with its card.", ["link"], {
    link: { anyOf: [bandwidth, shared.of("link")], description: "The card: its bandwidth, or a link as in a scenario." },
    memory: shared.of("vm.memory", "Room for guests; one that migrates takes its memory on both hosts. Without it there is room."),
    switch: text("Name of the switch that the card is on."),
  });
}

function switchSchema(shared: Shared): Schema {
  return mapping("Switch", "A switch that hosts share: give a capacity, an uplink or both.", [], {
    capacity: shared.of("link.bandwidth", "Raw bandwidth of everything that goes through it."),
    uplink: shared.of("link.bandwidth", "Raw bandwidth to and from hosts that are not on it, in each direction."),
  });
}

function guestSchema(shared: Shared): Schema {
  const peer = mapping("Peer", "Another guest that this one talks to; one of the two describes their flows.", ["guest"], {
    guest: text("Name of the other guest, of one without a count."),
    domid: shared.of("peers.domid"),
    flows: shared.of("peers.flows"),
  });
  return mapping("Guest", "A guest, or several alike.", ["name", "on", "vm"], {
    name: { type: "string", pattern: NAME.source, description: "Its name, unique among the guests." },
    count: count("How many there are alike: name-1, name-2 and so on.", 1, GUESTS_MAX),
    on: text("Name of the host that it is on at the start."),
    vm: shared.of("vm"),
    workload: shared.of("workload"),
    peers: { type: "array", items: peer, description: "The guests that it talks to." },
  });
}

function planSchema(shared: Shared): Schema {
  const host = text("Name of a host.");
  const names = { type: "array", minItems: 1, items: text("Name of a guest.") };
  const move = mapping("Move", "A guest or a group that leaves, and where it goes: guest or together.", ["to"], {
    guest: text("Name of the guest."),
    together: { ...names, description: "Names of guests that leave at once." },
    to: text("Name of the host that it moves to."),
  });
  const retries = mapping("Retries", "Retries with a time between them.", ["times"], {
    times: count("How often.", 0, RETRIES_MAX),
    after: shared.of("timeout", "Time before the first; default 0."),
    growth: { type: "number", minimum: 1, maximum: GROWTH_MAX, default: 1, description: "Factor of the time from one to the next." },
  });
  return mapping("Plan", "Which guests move where, in which order, and how many at once: drain with to, or moves.", [], {
    drain: text("Name of the host that all guests leave."),
    to: { anyOf: [host, { type: "array", minItems: 1, items: host }], description: "Beside drain: the hosts that take them." },
    order: { enum: ORDERS, default: "smallest-first", description: "Beside drain: who leaves first." },
    together: { type: "array", items: names, description: "Beside drain: groups of guests that leave at once." },
    moves: { type: "array", minItems: 1, items: move, description: "Moves in the order in which they begin." },
    preset: { enum: PLAN_PRESETS.map(({ name }) => name), description: "Limits of a manager of hosts; those of the plan go before them." },
    parallel: count("Moves under way at once; a group is one. Default 1, with a preset that of the preset.", 1, PARALLEL_MAX),
    parallelPerSource: count("Moves under way at once that leave one host.", 1, PARALLEL_MAX),
    parallelPerDestination: count("Moves under way at once that reach one host.", 1, PARALLEL_MAX),
    bandwidth: shared.of("link.bandwidth", "Most that each copy takes of the link."),
    retries: {
      anyOf: [count("How often.", 0, RETRIES_MAX), retries],
      description: "How often a migration that was given up is tried again.",
    },
  });
}

function mapping(title: string, description: string, required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema {
  return { title, description, type: "object", properties, required, additionalProperties: false };
}

/** A mapping from names to values of one schema. */
function named(description: string, value: Schema): Schema {
  return { type: "object", minProperties: 1, additionalProperties: value, description };
}

function text(description: string): Schema {
  return { type: "string", description };
}

function count(description: string, minimum: number, maximum: number): Schema {
  return { type: "integer", minimum, maximum, description };
}
