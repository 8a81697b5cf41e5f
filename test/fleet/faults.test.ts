import { describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { openScenarioText } from "../../src/input/parse-text.js";
import { ConfigError, type ConfigIssue } from "../../src/scenario/config-error.js";

const SOUND = {
  version: 1,
  hosts: { a: { link: "10 Gbit/s" }, b: { link: "10 Gbit/s" } },
  guests: [
    { name: "web", on: "a", vm: { memory: "64 MiB" }, peers: [{ guest: "database", flows: [{ message: "4 KiB", send: "1 MB/s" }] }] },
    { name: "database", on: "a", vm: { memory: "64 MiB" } },
  ],
  plan: { drain: "a", to: "b" },
};

function faultsOf(change: object): readonly ConfigIssue[] {
  try {
    parseFleet({ ...SOUND, ...change });
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}

const pathsOf = (change: object): string[] => faultsOf(change).map(({ path }) => path);

describe("parseFleet", () => {
  it("accepts a sound fleet, with its guests in the order of their names", () => {
    const fleet = parseFleet(SOUND);
    expect(fleet.guests.map(({ name, peers }) => [name, peers.map((peer) => peer.name)])).toEqual([
      ["database", ["web"]],
      ["web", ["database"]],
    ]);
    expect(fleet.plans).toEqual([
      {
        name: "plan",
        parallel: 1,
        moves: [
          { guests: ["database"], to: ["b"] },
          { guests: ["web"], to: ["b"] },
        ],
      },
    ]);
  });

  it("lists every fault with its path, of the fleet and of the scenarios in it", () => {
    const guests = [
      { name: "web", on: "x", vm: { memory: "64 MiB" } },
      {
        name: "database",
        on: "a",
        vm: { memory: "64 MiB", vcpu: 2 },
        peers: [{ guest: "web", flows: [{ message: "0 KiB" }] }, { guest: "me" }],
      },
      { name: "third", on: "b", vm: {}, workload: [{ kind: "uniform", size: "4 MiB", rate: -1 }], size: 3 },
    ];
    expect(pathsOf({ version: 2, guests, plan: { drain: "c", to: [], parallel: 0 }, colour: 1 }).sort()).toEqual([
      "colour",
      "guests[0].on",
      "guests[1].peers[0].guest",
      "guests[1].peers[1].guest",
      "guests[1].vm.vcpu",
      "guests[2].size",
      "guests[2].vm.memory",
      "guests[2].workload[0].rate",
      "plan.drain",
      "plan.parallel",
      "plan.to",
      "version",
    ]);
  });

  it("names a fault of a flow at the guest that describes it, once", () => {
    const guests = [{ ...SOUND.guests[0], peers: [{ guest: "database", flows: [{ message: "0 KiB", send: "1 MB/s" }] }] }, SOUND.guests[1]];
    expect(pathsOf({ guests })).toEqual(["guests[0].peers[0].flows[0].message"]);
  });

  it("names a shared fault once, where it is", () => {
    expect(pathsOf({ engine: "xen-9" })).toEqual(["engine"]);
    expect(pathsOf({ hosts: { a: { link: "10 Gbit/s" }, b: { link: { bandwidth: "1 kg" } } } })).toEqual(["hosts.b.link.bandwidth"]);
    expect(pathsOf({ hosts: { a: { link: "10 Gbit/s" }, b: { link: "1 kg" } } })).toEqual(["hosts.b.link"]);
  });

  it.each([
    [
      "two descriptions of a pair",
      { guests: [SOUND.guests[0], { ...SOUND.guests[1], peers: [{ guest: "web", flows: [] }] }] },
      "guests[1].peers[0].guest",
    ],
    ["a switch that is not there", { hosts: { ...SOUND.hosts, c: { link: "1 Gbit/s", switch: "x" } }, switches: {} }, "hosts.c.switch"],
    ["a switch without a limit", { switches: { s: {} } }, "switches.s"],
    ["a switch of no bandwidth", { switches: { s: { uplink: "1 kg" } } }, "switches.s.uplink"],
    ["less memory than the guests take", { hosts: { ...SOUND.hosts, a: { link: "1 Gbit/s", memory: "100 MiB" } } }, "hosts.a.memory"],
    ["an unknown preset", { plan: { drain: "a", to: "b", preset: "kubevrit" } }, "plan.preset"],
    ["no retries", { plan: { drain: "a", to: "b", retries: -1 } }, "plan.retries"],
    ["retries without their number", { plan: { drain: "a", to: "b", retries: { after: "1 s" } } }, "plan.retries.times"],
    ["retries that come sooner each time", { plan: { drain: "a", to: "b", retries: { times: 1, growth: 0.5 } } }, "plan.retries.growth"],
    ["no place at a host", { plan: { drain: "a", to: "b", parallelPerSource: 0 } }, "plan.parallelPerSource"],
    ["two guests of one name", { guests: [SOUND.guests[1], SOUND.guests[1]] }, "guests[1].name"],
    ["a move to where the guest is", { plan: { moves: [{ guest: "web", to: "a" }] } }, "plan.moves[0].to"],
    [
      "a guest that moves to the host that it was moved to",
      {
        plan: {
          moves: [
            { guest: "web", to: "b" },
            { together: ["web"], to: "b" },
          ],
        },
      },
      "plan.moves[1].to",
    ],
    ["neither drain nor moves", { plan: { parallel: 2 } }, "plan"],
    ["plan beside plans", { plans: { one: { drain: "a", to: "b" } } }, "plans"],
    ["no bandwidth", { plan: { drain: "a", to: "b", bandwidth: "0 Gbit/s" } }, "plan.bandwidth"],
    ["an engine without pages", { engine: "simgrid" }, "engine"],
    ["post-copy by expected counts", { engine: { preset: "qemu-10.0", postcopy: true }, fidelity: "expected" }, "fidelity"],
    ["a guest that stays", { engine: { preset: "qemu-10.0", mode: "background-snapshot" } }, "engine"],
    ["rings that move", { channel: { kind: "xenvmc-modified", rehome: true } }, "channel.rehome"],
    ["rings that outlive the pause", { channel: { kind: "xenvmc", teardown: "after-resume" } }, "channel.teardown"],
  ])("refuses %s", (_name, change, path) => {
    expect(pathsOf(change)).toContain(path);
  });

  it("makes counted guests, each with its own name, and pairs each with its peer", () => {
    const [web, database] = SOUND.guests;
    const fleet = parseFleet({ ...SOUND, guests: [{ ...web, count: 12 }, database] });
    expect(fleet.guests.map(({ name }) => name).slice(0, 4)).toEqual(["database", "web-01", "web-02", "web-03"]);
    expect(fleet.guests[0]?.peers).toHaveLength(12);
    expect(fleet.plans[0]?.moves).toHaveLength(13);
  });

  it("spreads a drain over hosts by the memory they were given, largest first if asked", () => {
    const guests = [4, 1, 2, 3].map((size, index) => ({ name: `g${index}`, on: "a", vm: { memory: `${size} GiB` } }));
    const hosts = { ...SOUND.hosts, c: { link: "10 Gbit/s" } };
    const { plans } = parseFleet({
      ...SOUND,
      hosts,
      guests,
      plan: { drain: "a", to: ["b", "c"], order: "largest-first", together: [["g2", "g1"]] },
    });
    expect(plans[0]?.moves).toEqual([
      { guests: ["g0"], to: ["b"] },
      { guests: ["g3"], to: ["c"] },
      { guests: ["g2", "g1"], to: ["c", "c"] },
    ]);
  });

  it("gives lines and columns of a text, and takes overrides", () => {
    const text =
      "version: 1\nhosts: { a: { link: 1 Gbit/s } }\nguests:\n  - { name: web, on: b, vm: { memory: 1 GiB } }\nplan: { drain: a, to: c }\n";
    const { value, origin } = openScenarioText(text, { fileName: "fleet.yaml", overrides: ["plan.to=b"] });
    expect(() => parseFleet(value, { fileName: "fleet.yaml", origin })).toThrow(
      /fleet\.yaml:4:22: guests\[0\]\.on: expected the name of a host/,
    );
    expect(() => parseFleet(value, { fileName: "fleet.yaml", origin })).toThrow(
      /\n {2}plan\.to: expected the name of a host.*received "b"/,
    );
  });
});
