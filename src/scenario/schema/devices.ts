/** Devices of the guest whose state is not QEMU's own, as users write them. Their figures have no defaults: each device has its own. */
import * as v from "valibot";
import { SPEED } from "./bare-limits.js";
import { constant, listOf, quantity } from "./fields.js";
import { about, meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

/** VFIO_MIG_STOP_COPY_SIZE of QEMU's hw/vfio/migration.c, the worst case: 100 GiB. */
const STATE_BYTES_LIMIT = 100 * 2 ** 30;

const vfio = closedObject(
  () => ({
    kind: constant("vfio", meaning("A passed-through device whose driver supports migration.")),
    stopCopy: quantity(
      "size",
      { min: 0, max: STATE_BYTES_LIMIT, integer: true },
      meaning("State that the device gives only when it is stopped: sent within the pause."),
    ),
    bandwidth: quantity(
      "flow",
      { above: 0, max: 1e15, bare: SPEED },
      meaning("Rate at which the device gives its state and takes it at the destination; a slower link or connection rules instead."),
    ),
    pending: v.optional(
      quantity(
        "size",
        { min: 0, max: STATE_BYTES_LIMIT, integer: true },
        meaning("State that the device gives while it runs (VFIO pre-copy), once. Absent: it gives none before it is stopped."),
      ),
    ),
  }),
  about("VFIO device", "A passed-through device."),
);

const vhostUser = closedObject(
  () => ({
    kind: constant("vhost-user", meaning("A device served by another process over vhost-user.")),
    reconnect: quantity(
      "time",
      { min: 0, max: 3600 },
      meaning("Time of the destination, within the pause, until that process serves the device."),
    ),
  }),
  about("vhost-user device", "A device served by another process."),
);

export const devicesSchema = listOf(
  tagged("kind", [vfio, vhostUser]),
  meaning("Devices with state of their own: vfio (QEMU from 8.1 on, with KVM), vhost-user (QEMU and Cloud Hypervisor). Default: none."),
);

export type CheckedDevice = v.InferOutput<typeof devicesSchema>[number];
