/** Names of the groups of cases, in the order of the report: the help lists them without loading the cases. */
export const VALIDATION_GROUP_NAMES: readonly string[] = [
  "hines-2009",
  "nsdi05-migrations",
  "nsdi05-working-sets",
  "xen-logs",
  "xen-4.17",
  "qemu",
  "qemu-accounting",
  "qemu-reports",
  "qemu-throttling",
  "qemu-free-pages",
  "qemu-postcopy",
  "cloud-hypervisor",
  "simgrid",
  "channels-windows",
  "channels-migrations",
  "channels-derived",
];
