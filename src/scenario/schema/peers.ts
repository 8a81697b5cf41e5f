/** The machines that the migrating one talks to, as users write them. */
import * as v from "valibot";
import { FLOW_BYTES_PER_SECOND_LIMIT, MESSAGE_BYTES_LIMIT, PEER_DEFAULTS, VOLUME_BYTES_LIMIT } from "../channel-defaults.js";
import { TRAFFIC } from "./bare-limits.js";
import { choice, plainNumber, quantity } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const anyFlow = () => ({
  message: quantity("size", { min: 1, max: MESSAGE_BYTES_LIMIT, integer: true }, meaning("Size of a message, an answer's too.")),
  protocol: v.optional(
    choice(
      ["tcp", "udp"],
      meaning("A datagram of udp is not acknowledged, so fewer pages are written; its delivery is modelled as that of tcp."),
    ),
    PEER_DEFAULTS.protocol,
  ),
  pacing: v.optional(
    quantity("time", { above: 0, max: 3600 }, meaning("From one burst of the sender to the next; default: that of the guest calibration.")),
  ),
  reader: v.optional(
    quantity(
      "flow",
      { min: 0, max: FLOW_BYTES_PER_SECOND_LIMIT, bare: TRAFFIC },
      meaning("What the application at each receiving end reads, 0 for one that never reads; default: as fast as bytes arrive."),
    ),
  ),
  weight: v.optional(
    plainNumber({ above: 0, max: 1e6 }, meaning("Share of a full link, relative to the other flows on it; the migration has 1.")),
    PEER_DEFAULTS.weight,
  ),
});

const offeredRate = (description: string) => quantity("flow", { min: 0, max: FLOW_BYTES_PER_SECOND_LIMIT, bare: TRAFFIC }, description);
const openFlow = closedObject(() => ({
  mode: v.optional(v.literal("open"), PEER_DEFAULTS.mode),
  ...anyFlow(),
  send: v.optional(offeredRate(meaning("Rate offered by the migrating machine.")), PEER_DEFAULTS.send),
  receive: v.optional(offeredRate(meaning("Rate offered to the migrating machine.")), PEER_DEFAULTS.receive),
}));

const volume = (description: string) => quantity("size", { min: 0, max: VOLUME_BYTES_LIMIT, integer: true }, description);
const volumeFlow = closedObject(() => ({
  mode: v.literal("volume"),
  ...anyFlow(),
  send: v.optional(volume(meaning("Amount that the migrating machine sends, then done.")), PEER_DEFAULTS.send),
  receive: v.optional(volume(meaning("Amount that the migrating machine receives, then done.")), PEER_DEFAULTS.receive),
}));

const closedFlow = closedObject(() => ({
  mode: v.literal("closed"),
  ...anyFlow(),
  outstanding: v.optional(
    plainNumber({ min: 1, max: 1e6, integer: true }, meaning("Requests under way at once.")),
    PEER_DEFAULTS.outstanding,
  ),
  think: v.optional(quantity("time", { min: 0, max: 3600 }, meaning("From an answer to the next request.")), PEER_DEFAULTS.think),
}));

const peer = closedObject(() => ({
  name: v.pipe(v.string(), v.description(meaning("Unique among the peers."))),
  place: choice(["source", "destination", "elsewhere"], meaning("On the host that is left, on the one that is reached, or on neither.")),
  domid: v.optional(
    choice(
      ["lower", "higher"],
      meaning("The peer's domid against the migrating machine's. The lower one's machine owns XenVMC's rings: the peer with `lower`."),
    ),
    PEER_DEFAULTS.domid,
  ),
  flows: v.optional(
    v.pipe(
      v.array(tagged("mode", [openFlow, volumeFlow, closedFlow])),
      v.description(
        meaning(
          "open: a fixed offered rate; volume: a fixed amount; closed: requests and answers. Without flows the pair is connected and silent.",
        ),
      ),
    ),
    [],
  ),
}));

export const peersSchema = v.pipe(v.array(peer), v.description(meaning("Machines that the migrating one talks to.")));

/** One peer after the check: quantities in base units, defaults filled in. */
export type CheckedPeer = v.InferOutput<typeof peer>;
export type CheckedFlow = CheckedPeer["flows"][number];
