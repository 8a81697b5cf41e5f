/** The channel between machines of one host, as users write it: a kind, or a kind and its parameters. */
import * as v from "valibot";
import { CHANNEL_DEFAULTS as DEFAULTS, MESSAGE_BYTES_LIMIT, RING_PAGES_LIMIT } from "../channel-defaults.js";
import { dirtyingSchema } from "./dirtying.js";
import { choice, constant, listOf, plainNumber, quantity, textOr, yesOrNo } from "./fields.js";
import { about, described, meaning, withDefault } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const { costs, netfront, xenvmc, modified, switching } = DEFAULTS;

const cost = (description: string, seconds: number) => v.optional(quantity("time", { min: 0, max: 1 }, description), seconds);
const delay = (description: string, seconds: number) => v.optional(quantity("time", { min: 0, max: 3600 }, description), seconds);
const flag = (description: string, set: boolean) => v.optional(yesOrNo(description), set);
const bytes = (description: string) => quantity("size", { min: 1, max: MESSAGE_BYTES_LIMIT, integer: true }, description);
const hold = (description: string) => quantity("time", { above: 0, max: 1 }, description);

/**
 * A parameter that only has an effect while a switch is set. If it is not given it stays undefined, so that one given without
 * effect can be distinguished from a default. The default is filled in later and documented in the JSON Schema.
 */
function conditional<In, Out>(schema: v.GenericSchema<In, Out>, byDefault: string | number) {
  return v.optional(withDefault(schema, byDefault));
}

const costsSchema = closedObject(
  () => ({
    copy: cost(meaning("CPU time of a guest to copy one byte; not part of the calibrated time per message."), costs.copy),
    systemCall: cost(
      meaning("CPU time of a system call and its socket look-up; not part of the calibrated time per message."),
      costs.systemCall,
    ),
    hypercall: cost(
      meaning("CPU time of a hypercall such as sending an event; part of the time per message only if messages are shared by mapping."),
      costs.hypercall,
    ),
    wake: cost(meaning("CPU time of the receiver to wake up; not part of the calibrated time per message."), costs.wake),
    segment: cost(
      meaning("CPU time of a guest's network stack per netfront segment; not part of the calibrated time per message."),
      costs.segment,
    ),
    netbackPacket: cost(meaning("CPU time of netback per packet."), costs.netbackPacket),
    netbackPage: cost(meaning("CPU time of netback to map, copy and unmap one granted page."), costs.netbackPage),
  }),
  about("Channel costs", "CPU time per message and page; times per message are the calibration's."),
);

const netfrontSchema = closedObject(
  () => ({
    segmentationOffload: flag(meaning("Segmentation offload (TSO); without it no packet exceeds the MTU."), netfront.segmentationOffload),
    localSegment: conditional(bytes(meaning("Segment size between guests of one host with segmentation offload.")), netfront.localSegment),
    wireSegment: v.optional(bytes(meaning("Segment size without offload, and of segments from another host.")), netfront.wireSegment),
  }),
  about("Netfront", "The standard network path, also for calls that the channel does not intercept."),
);

const xenvmcSchema = closedObject(
  () => ({
    ringPages: v.optional(
      quantity(
        "pages",
        { min: 1, max: RING_PAGES_LIMIT, integer: true },
        meaning("Data pages of a ring; a pair of guests has one ring per direction."),
      ),
      xenvmc.ringPages,
    ),
    largestMessage: v.optional(bytes(meaning("Largest message in one record. Default: the ring less a record's header."))),
    splitsLargeMessages: flag(meaning("Split larger messages into records; without it they are refused."), xenvmc.splitsLargeMessages),
    intercepted: v.optional(
      plainNumber({ min: 0, max: 1 }, meaning("Share of calls that the channel intercepts; the rest use netfront.")),
      xenvmc.intercepted,
    ),
    stagingLimit: conditional(bytes(meaning("Unread bytes at which the sender blocks.")), xenvmc.stagingLimit),
    stagingAllocator: conditional(
      choice(["kmalloc", "exact"], meaning("Rounding of staging buffers: to kmalloc's size classes, or none.")),
      xenvmc.stagingAllocator,
    ),
    ringHold: conditional(hold(meaning("Time that data occupies the ring before it is staged.")), xenvmc.ringHold),
  }),
  about("Rings", "The shared-memory rings of XenVMC."),
);

const modifiedSchema = closedObject(
  () => ({
    directDelivery: flag(meaning("M1: deliver from the ring to the user's buffer, without staging."), modified.directDelivery),
    rewindingWindow: flag(meaning("M1: reset the ring's index to its beginning whenever the ring is empty."), modified.rewindingWindow),
    batching: flag(
      meaning("M1: one event for several messages: fewer events and less CPU time, the same calibrated time per message."),
      modified.batching,
    ),
    fasterExchange: flag(meaning("M1: use the modified protocol's times per message instead of XenVMC's."), modified.fasterExchange),
    sharedRing: flag(meaning("M4: one ring per guest for all its peers, as XenVMC's thesis plans."), modified.sharedRing),
    shareFrom: v.optional(bytes(meaning("M3: message size from which messages are shared by mapping instead of copied. Default: none."))),
    holdBack: flag(
      meaning("M5: the copy knows the channel's pages, and leaves them out until the last round; Xen's engines only."),
      modified.holdBack,
    ),
    ringsInDom0: flag(meaning("M6: the rings are pages of Dom0, mapped by both guests."), modified.ringsInDom0),
    batchMessages: conditional(
      plainNumber({ min: 1, max: 1e6, integer: true }, meaning("Messages per event at most; affects events and CPU time only.")),
      modified.batchMessages,
    ),
    batchWait: conditional(
      hold(meaning("Longest wait for a batch to fill; affects events and CPU time only, no message is delivered later.")),
      modified.batchWait,
    ),
    directHold: conditional(hold(meaning("Time that data waits in the ring for its reader.")), modified.directHold),
  }),
  about("Modification", "Parts of the modified protocol: a reconstruction."),
);

const switchingSchema = closedObject(
  () => ({
    announce: delay(meaning("Time from a guest's announcement until its last peer has heard it."), switching.announce),
    unmap: cost(meaning("Time to unmap one shared page."), switching.unmap),
    release: delay(meaning("Time to release the channel once the peer has unmapped it."), switching.release),
    register: delay(meaning("Time from registering at a host to receiving its list of members."), switching.register),
    connect: delay(meaning("Time to grant and map the pages of both rings."), switching.connect),
    handshake: delay(meaning("Time to agree on the switch, per socket."), switching.handshake),
    poll: delay(meaning("Polling interval for new members; 0: members are announced at once."), switching.poll),
    suspendLimit: v.optional(
      quantity("time", { above: 0, max: 3600 }, meaning("Time after which the toolstack gives up waiting for a guest to suspend.")),
      switching.suspendLimit,
    ),
  }),
  about("Switching", "Times to leave a channel and to join one."),
);

const KINDS = ["netfront", "xenvmc", "xenvmc-modified"] as const;
const CALIBRATIONS = ["e2012", "e2016", "e2024"] as const;

const pointSchema = closedObject(
  () => ({
    channel: choice(KINDS, meaning("Channel that was measured.")),
    message: bytes(meaning("Message size.")),
    throughput: quantity("bandwidth", { above: 0, max: 8e11 }, meaning("Throughput of a stream of such messages.")),
    roundTrip: v.optional(
      quantity("time", { above: 0, max: 3600 }, meaning("Time of a request and its answer, both of this size. Default: calculated.")),
    ),
  }),
  about("Calibration point", "One message size measured on a machine of one's own."),
);

const calibrationSchema = closedObject(
  () => ({
    from: v.optional(choice(CALIBRATIONS, meaning("Calibration for all that the points do not say.")), DEFAULTS.calibration),
    points: listOf(pointSchema, meaning("Points measured on a machine of one's own, in any order.")),
  }),
  about("Own calibration", "Times per message measured on a machine of one's own."),
);

const any = () => ({
  calibration: v.optional(
    described(
      textOr(choice(CALIBRATIONS, meaning("Measured machines that the times per message come from.")), calibrationSchema),
      meaning("Measured machine that the times per message come from: one of those known, or points of one's own."),
    ),
    DEFAULTS.calibration,
  ),
  guest: v.optional(
    choice(["linux-6.1", "linux-2.6"], meaning("Guest kernel: determines the pages that communication dirties.")),
    DEFAULTS.guest,
  ),
  guestMode: v.optional(choice(["pv", "pvh"], meaning("Virtualization mode of the guest.")), DEFAULTS.guestMode),
  placement: v.optional(
    choice(
      ["end", "scattered"],
      meaning("Where the pages of communication lie: at the end of the guest's memory, or in blocks at equal distances over all of it."),
    ),
    DEFAULTS.placement,
  ),
  dirtying: v.optional(dirtyingSchema),
  costs: v.optional(costsSchema, {}),
  netfront: v.optional(netfrontSchema, {}),
});
const rings = () => ({
  xenvmc: v.optional(xenvmcSchema, {}),
  switching: v.optional(switchingSchema, {}),
  teardown: v.optional(
    choice(
      ["before-pause", "after-resume", "never"],
      meaning("When the rings are torn down; after the pause is an error of the protocol."),
    ),
    DEFAULTS.teardown,
  ),
});

export const channelKinds = [
  closedObject(
    () => ({ kind: v.optional(constant("netfront", meaning("The standard network path of Xen.")), DEFAULTS.kind), ...any() }),
    about("Netfront channel", "Xen's standard network path: netfront and netback."),
  ),
  closedObject(
    () => ({ kind: constant("xenvmc", meaning("Shared-memory rings between guests of one host.")), ...any(), ...rings() }),
    about("XenVMC channel", "XenVMC: shared-memory rings between guests of one host."),
  ),
  closedObject(
    () => ({
      kind: constant("xenvmc-modified", meaning("XenVMC with the modified protocol: a reconstruction.")),
      ...any(),
      ...rings(),
      rehome: flag(meaning("M2: move the rings to the peer that stays when the migration begins."), DEFAULTS.rehome),
      modified: v.optional(modifiedSchema, {}),
    }),
    about("Modified XenVMC channel", "The modified XenVMC: a reconstruction."),
  ),
] as const;
const channelMapping = tagged("kind", channelKinds);

export const channelSchema = described(
  textOr(choice(KINDS, meaning("Kind of the channel.")), channelMapping),
  meaning("Channel between guests of one host: a kind, or { kind, ... } to override its parameters. Default: netfront if there are peers."),
);

/** A checked channel: quantities in base units, with all defaults except those of conditional parameters. */
export type CheckedChannel = v.InferOutput<typeof channelMapping>;

/** A channel given by its kind only has all defaults. */
export function expandChannel(channel: CheckedChannel | (typeof KINDS)[number]): CheckedChannel {
  return typeof channel === "string" ? v.parse(channelMapping, { kind: channel }) : channel;
}
