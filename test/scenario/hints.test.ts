/** What a fault says of a key or a name that belongs elsewhere. */
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { ConfigError, type ConfigIssue } from "../../src/scenario/scenario.js";

const GOOD = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" } };

function faultsOf(part: object): readonly ConfigIssue[] {
  try {
    parseScenario({ ...GOOD, ...part });
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}

describe("a key of another kind", () => {
  it.each<[string, object, string, RegExp]>([
    [
      "a feature of QEMU under Xen",
      { engine: { preset: "xen-4.10", autoConverge: true } },
      "engine.autoConverge",
      /^no such key with preset xen-4\.10: a field of QEMU \(qemu-1\d\.\d, qemu-1\d\.\d-kvm and \d+ more\)$/,
    ],
    [
      "a parameter of classic Xen under migration v2",
      { engine: { preset: "xen-4.10", maxFactor: 3 } },
      "engine.maxFactor",
      /^no such key with preset xen-4\.10: a field of Xen up to 4\.5 \(xen-4\.2 and 4 more\)$/,
    ],
    [
      "a key of several engines",
      { engine: { preset: "firecracker", downtimeLimit: 1 } },
      "engine.downtimeLimit",
      /^no such key with preset firecracker: a field of QEMU \(.*\) and SimGrid \(simgrid\)$/,
    ],
    [
      "re-homing of rings that only the modified protocol does",
      { channel: { kind: "xenvmc", rehome: true } },
      "channel.rehome",
      /^no such key with kind xenvmc: a field of xenvmc-modified$/,
    ],
    [
      "rings of netfront",
      { channel: { xenvmc: {} } },
      "channel.xenvmc",
      /^no such key with kind netfront: a field of xenvmc and xenvmc-modified$/,
    ],
    [
      "a stride of uniform writes",
      { workload: [{ kind: "uniform", size: "1 MiB", rate: 1, stride: 2 }] },
      "workload[0].stride",
      /^no such key with kind uniform: a field of sweep$/,
    ],
    [
      "requests of an open flow",
      { peers: [{ name: "a", place: "source", flows: [{ message: 1, send: "1 MB/s", outstanding: 4 }] }] },
      "peers[0].flows[0].outstanding",
      /^no such key with mode open: a field of closed$/,
    ],
    [
      "steps of a policy without",
      { policy: { name: "kubevirt", steps: 4 } },
      "policy.steps",
      /^no such key with name kubevirt: a field of kubevirt-vep291 and nova$/,
    ],
  ])("%s", (_, part, path, expected) => {
    const fault = faultsOf(part).find((issue) => issue.path === path);
    expect(fault?.expected).toMatch(expected);
  });

  it("is found when it is mistyped too, after the keys of the own kind", () => {
    const [fault] = faultsOf({ engine: { preset: "xen-4.10", autoconverge: true } });
    expect(fault).toMatchObject({ path: "engine.autoconverge", suggestion: "autoConverge" });
    expect(fault?.expected).toMatch(/a field of QEMU/);
    expect(faultsOf({ engine: { preset: "xen-4.10", maxIteration: 3 } })).toMatchObject([
      { expected: "no such key", suggestion: "maxIterations" },
    ]);
  });
});

describe("a key at the top that belongs into a mapping", () => {
  it.each([
    ["memory", "a field of vm"],
    ["bandwidth", "a field of link"],
    ["dom0Cpus", "a field of host"],
    ["downtimeLimit", "a field of engine"],
    ["rehome", "a field of channel"],
  ])("%s is %s", (key, place) => {
    expect(faultsOf({ [key]: 1 })).toMatchObject([{ path: key, expected: `no such key here: ${place}` }]);
  });

  it.each(["sweep", "study"])("%s has a plain answer", (key) => {
    expect(faultsOf({ [key]: {} })).toMatchObject([
      { path: key, expected: "no such key: a scenario has one value per field (compare varies the channel or the engine)" },
    ]);
  });
});
