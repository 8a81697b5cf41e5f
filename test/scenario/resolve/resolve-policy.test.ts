import { describe, expect, it } from "vitest";
import { ConfigError, compare, POLICY_PRESETS } from "../../../src/index.js";
import type { LocatedIssue } from "../../../src/scenario/issues.js";
import { checkPolicyEngine, resolvePolicy } from "../../../src/scenario/resolve/resolve-policy.js";
import type { EngineParameters, QemuParameters } from "../../../src/scenario/resolved/engine-parameters.js";
import { parseScenario } from "../../../src/text.js";

const BASE = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" } };
const QEMU = { preset: "qemu-10.0", family: "qemu" } as QemuParameters;

const faultsOf = (fields: object): string[] => {
  try {
    parseScenario({ ...BASE, ...fields });
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, expected, received }) => `${path}: ${expected}; ${received}`);
    throw error;
  }
  return [];
};

const issuesWith = (policy: Parameters<typeof resolvePolicy>[0], engine: EngineParameters): LocatedIssue[] => {
  const issues: LocatedIssue[] = [];
  const report = (issue: LocatedIssue) => issues.push(issue);
  checkPolicyEngine(resolvePolicy(policy, report), engine, report);
  return issues;
};

describe("the field policy", () => {
  it("is a name with its defaults, or a name and parameters", () => {
    const defaults = { name: "cloud-hypervisor", downtimeSeconds: 0.3, timeoutSeconds: 3600, timeoutStrategy: "cancel" };
    expect(parseScenario({ ...BASE, policy: "cloud-hypervisor" }).policy).toEqual(defaults);
    const given = { name: "cloud-hypervisor", downtime: "50 ms", timeoutStrategy: "ignore" };
    expect(parseScenario({ ...BASE, policy: given }).policy).toEqual({ ...defaults, downtimeSeconds: 0.05, timeoutStrategy: "ignore" });
    expect(parseScenario(BASE)).not.toHaveProperty("policy");
  });

  it("may be replaced by the caller if the scenario only names it", () => {
    const scenario = parseScenario({ ...BASE, policy: "cloud-hypervisor" }, { overrides: ["policy.downtime=1 s"] });
    expect(scenario.policy).toMatchObject({ name: "cloud-hypervisor", downtimeSeconds: 1 });
  });

  it("reports what is wrong with it", () => {
    expect(faultsOf({ policy: "novva" })[0]).toContain(
      "policy: one of kubevirt, kubevirt-vep248, kubevirt-vep291, nova, proxmox, libvirt, cloud-hypervisor",
    );
    expect(faultsOf({ policy: { name: "cloud-hypervisor", downtme: "1 s" } })).toEqual(['policy.downtme: no such key; the key "downtme"']);
    expect(faultsOf({ policy: { downtime: "1 s" } })[0]).toMatch(/^policy\.name: /);
    expect(faultsOf({ policy: { name: "nova", steps: 2 } })[0]).toMatch(/^policy\.steps: a whole number >= 3/);
  });

  it.each(["kubevirt", "kubevirt-vep248", "kubevirt-vep291", "nova", "proxmox", "libvirt"])(
    "%s cannot be combined with an engine of Xen, the default included",
    (policy) => {
      expect(faultsOf({ policy })).toEqual([`policy: a QEMU engine, as ${policy} depends on its downtime limit; engine xen-4.10`]);
    },
  );

  it("is not reported in addition if the engine is at fault", () => {
    expect(faultsOf({ policy: "nova", engine: "xen-4.11" }).map((fault) => fault.split(":")[0])).toEqual(["engine"]);
  });
});

describe("policies on engines of QEMU", () => {
  it.each(POLICY_PRESETS)("$name resolves to its defaults", ({ name, parameters }) => {
    expect(resolvePolicy(name, () => undefined)).toEqual(parameters);
    expect(issuesWith(name, QEMU)).toEqual([]);
  });

  it("require post-copy if they are to switch to it, which a scenario may have switched off", () => {
    const nova = { name: "nova", timeoutAction: "force-complete", permitPostCopy: true } as const;
    for (const policy of [nova, { name: "kubevirt", allowPostCopy: true } as const]) {
      expect(issuesWith(policy, QEMU).map(({ issue }) => issue.expected)).toEqual([
        `an engine with postcopy, as ${policy.name} may switch to it`,
      ]);
      const postcopy = {
        preempt: true,
        hints: false,
        beforeCompletion: false,
        queuedBytes: 0,
        faultSeconds: 0,
        placePageSeconds: 0,
        placeZeroPageSeconds: 0,
        discardRangeSeconds: 0,
        discardPageSeconds: 0,
        accessesPerWrite: 1,
      };
      expect(issuesWith(policy, { ...QEMU, postcopy })).toEqual([]);
    }
  });

  it("decide alone on the engine's post-copy, so one that never switches cannot be combined with it", () => {
    const postcopy = {
      afterSyncs: 1,
      preempt: true,
      hints: false,
      beforeCompletion: false,
      queuedBytes: 0,
      faultSeconds: 0,
      placePageSeconds: 0,
      placeZeroPageSeconds: 0,
      discardRangeSeconds: 0,
      discardPageSeconds: 0,
      accessesPerWrite: 1,
    };
    for (const policy of [{ name: "kubevirt" }, { name: "kubevirt", allowPostCopy: true, vfio: true }, { name: "proxmox" }] as const) {
      expect(issuesWith(policy, { ...QEMU, postcopy }).map(({ issue }) => issue.expected)).toEqual([
        "a policy that permits post-copy, as the engine has postcopy enabled",
      ]);
    }
    expect(issuesWith({ name: "libvirt", timeout: 60 }, { ...QEMU, postcopy })).toHaveLength(1);
    expect(issuesWith({ name: "libvirt" }, { ...QEMU, postcopy })).toEqual([]);
  });

  it("treat allowed post-copy as allowed disruption, and refuse settings without effect", () => {
    const implied = resolvePolicy({ name: "kubevirt", allowPostCopy: true }, () => undefined);
    expect(implied).toMatchObject({ allowPostCopy: true, allowWorkloadDisruption: true });
    const paths = (policy: Parameters<typeof resolvePolicy>[0]) => issuesWith(policy, QEMU).map(({ issue }) => issue.path);
    expect(paths({ name: "kubevirt", allowPostCopy: true, allowWorkloadDisruption: false })).toContain("policy.allowWorkloadDisruption");
    expect(paths({ name: "nova", permitPostCopy: true })).toEqual(["policy.permitPostCopy"]);
    expect(paths({ name: "kubevirt-vep291", initialDowntime: 2 })).toEqual(["policy.initialDowntime"]);
    expect(paths({ name: "libvirt", timeoutAction: "postcopy" })).toEqual(["policy.timeoutAction"]);
  });
});

describe("engines that ask no policy", () => {
  it.each([
    ["firecracker", { preset: "firecracker", family: "firecracker" }],
    ["simgrid", { preset: "simgrid", family: "simgrid" }],
    ["cloud-hypervisor", { preset: "cloud-hypervisor", family: "cloud-hypervisor", memoryMode: "postcopy" }],
  ])("%s: a policy is a fault", (preset, engine) => {
    const [fault] = issuesWith("cloud-hypervisor", engine as EngineParameters);
    expect(fault?.issue).toMatchObject({ path: "policy", received: `engine ${preset}` });
  });
});

describe("a comparison", () => {
  it("keeps the policy with every engine", async () => {
    const workload = [{ kind: "uniform" as const, size: "1 MiB", rate: "1 k/s" }];
    const scenario = parseScenario({ ...BASE, vm: { memory: "16 MiB" }, workload, policy: "cloud-hypervisor" });
    const { variants } = await compare(scenario, { engines: ["xen-4.10", "xen-3.3"], runs: 1, pages: "reference" });
    expect(variants.map(({ runs }) => runs[0]?.stop.kind)).toEqual(["policy", "policy"]);
  });
});
