/** The guests with which the migrating guest communicates, as written in a scenario. */
import * as v from "valibot";
import { FLOW_BYTES_PER_SECOND_LIMIT, MESSAGE_BYTES_LIMIT, PEER_DEFAULTS, VOLUME_BYTES_LIMIT } from "../channel-defaults.js";
import { TRAFFIC } from "./bare-limits.js";
import { choice, constant, listOf, plainNumber, quantity, words } from "./fields.js";
import { about, meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const anyFlow = () => ({
  message: quantity("size", { min: 1, max: MESSAGE_BYTES_LIMIT, integer: true }, meaning("Size of a message, in both directions.")),
  protocol: v.optional(
    choice(
      ["tcp", "udp"],
      meaning("Transport protocol. UDP writes fewer pages, as nothing is acknowledged; its delivery is modelled like that of TCP."),
    ),
    PEER_DEFAULTS.protocol,
  ),
  pacing: v.optional(
    quantity("time", { above: 0, max: 3600 }, meaning("Time between bursts of the sender. Default: that of the guest calibration.")),
  ),
  reader: v.optional(
    quantity(
      "flow",
      { min: 0, max: FLOW_BYTES_PER_SECOND_LIMIT, bare: TRAFFIC },
      meaning("Rate at which the application at each receiving end reads; 0: never. Default: as fast as bytes arrive."),
    ),
  ),
  weight: v.optional(
    plainNumber({ above: 0, max: 1e6 }, meaning("Weight in sharing a saturated link with other flows; the migration has 1.")),
    PEER_DEFAULTS.weight,
  ),
});

const offeredRate = (description: string) => quantity("flow", { min: 0, max: FLOW_BYTES_PER_SECOND_LIMIT, bare: TRAFFIC }, description);
const openFlow = closedObject(
  () => ({
    mode: v.optional(constant("open", meaning("A fixed offered rate.")), PEER_DEFAULTS.mode),
    ...anyFlow(),
    send: v.optional(offeredRate(meaning("Rate offered by the migrating guest.")), PEER_DEFAULTS.send),
    receive: v.optional(offeredRate(meaning("Rate offered to the migrating guest.")), PEER_DEFAULTS.receive),
  }),
  about("Open flow", "Traffic at a fixed offered rate in each direction."),
);

const volume = (description: string) => quantity("size", { min: 0, max: VOLUME_BYTES_LIMIT, integer: true }, description);
const volumeFlow = closedObject(
  () => ({
    mode: constant("volume", meaning("A fixed amount, then nothing.")),
    ...anyFlow(),
    send: v.optional(volume(meaning("Amount that the migrating guest sends.")), PEER_DEFAULTS.send),
    receive: v.optional(volume(meaning("Amount that the migrating guest receives.")), PEER_DEFAULTS.receive),
  }),
  about("Volume flow", "A fixed amount of data in each direction, as fast as possible."),
);

const closedFlow = closedObject(
  () => ({
    mode: constant("closed", meaning("Requests and responses, each waiting for the one before.")),
    ...anyFlow(),
    outstanding: v.optional(
      plainNumber({ min: 1, max: 1e6, integer: true }, meaning("Requests in flight at once.")),
      PEER_DEFAULTS.outstanding,
    ),
    think: v.optional(quantity("time", { min: 0, max: 3600 }, meaning("Time from a response to the next request.")), PEER_DEFAULTS.think),
  }),
  about("Closed flow", "Requests and responses of the same size, as fast as the channel allows."),
);

const peer = closedObject(
  () => ({
    name: words(meaning("Name of the peer, unique among the peers.")),
    place: choice(
      ["source", "destination", "elsewhere"],
      meaning("Host of the peer: the one the guest leaves, the one it moves to, or another."),
    ),
    domid: v.optional(
      choice(["lower", "higher"], meaning("The peer's domid compared with the migrating guest's: the lower one owns XenVMC's rings.")),
      PEER_DEFAULTS.domid,
    ),
    flows: v.optional(
      listOf(
        tagged("mode", [openFlow, volumeFlow, closedFlow]),
        meaning(
          "Traffic with the peer: open (fixed rate), volume (fixed amount) or closed (requests and responses). Empty: connected, silent.",
        ),
      ),
      [],
    ),
  }),
  about("Peer", "A VM that the migrating guest talks to."),
);

export const peersSchema = listOf(peer, meaning("VMs that the migrating guest talks to."));

/** One checked peer: quantities in base units, defaults filled in. */
export type CheckedPeer = v.InferOutput<typeof peer>;
export type CheckedFlow = CheckedPeer["flows"][number];
