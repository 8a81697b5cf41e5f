/** The built-in stop policies by name. */

import { policyDefaults } from "../../scenario/presets/policies.js";
import type { PolicyName, PolicyParameters } from "../../scenario/resolved/policy-parameters.js";
import type { StopPolicy } from "../policy.js";
import { cloudHypervisorPolicy } from "./cloud-hypervisor.js";
import { kubevirtPolicy, kubevirtVep291Policy } from "./kubevirt.js";
import { kubevirtVep248Policy } from "./kubevirt-vep248.js";
import { libvirtPolicy } from "./libvirt.js";
import { novaPolicy } from "./nova.js";
import { proxmoxPolicy } from "./proxmox.js";

/**
 * Creates a built-in stop policy, by name with its defaults or with all of its parameters. It keeps state: create one per
 * migration. @throws RangeError for an unknown name.
 */
export function createPolicy(choice: PolicyName | PolicyParameters): StopPolicy {
  const parameters = typeof choice === "string" ? policyDefaults(choice) : choice;
  switch (parameters.name) {
    case "kubevirt":
      return kubevirtPolicy(parameters);
    case "kubevirt-vep248":
      return kubevirtVep248Policy(parameters);
    case "kubevirt-vep291":
      return kubevirtVep291Policy(parameters);
    case "nova":
      return novaPolicy(parameters);
    case "proxmox":
      return proxmoxPolicy();
    case "libvirt":
      return libvirtPolicy(parameters);
    case "cloud-hypervisor":
      return cloudHypervisorPolicy(parameters);
  }
}
