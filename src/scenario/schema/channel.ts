/** The channel between machines of one host, as users write it: a kind, or a kind and its parameters. */
import * as v from "valibot";
import { CHANNEL_DEFAULTS as DEFAULTS, MESSAGE_BYTES_LIMIT, RING_PAGES_LIMIT } from "../channel-defaults.js";
import { dirtyingSchema } from "./dirtying.js";
import { choice, plainNumber, quantity, textOr } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const { costs, netfront, xenvmc, modified, switching } = DEFAULTS;

const cost = (description: string, seconds: number) => v.optional(quantity("time", { min: 0, max: 1 }, description), seconds);
const delay = (description: string, seconds: number) => v.optional(quantity("time", { min: 0, max: 3600 }, description), seconds);
const flag = (description: string, set: boolean) => v.optional(v.pipe(v.boolean(), v.description(description)), set);
const bytes = (description: string) => quantity("size", { min: 1, max: MESSAGE_BYTES_LIMIT, integer: true }, description);
const hold = (description: string) => quantity("time", { above: 0, max: 1 }, description);

/**
 * A parameter that only means something while a switch is set: left undefined where it is not given, so that one given in
 * vain can be told from a default. The default is filled in later, and is in the JSON Schema all the same.
 */
function conditional<In, Out>(schema: v.GenericSchema<In, Out>, byDefault: string | number) {
  return v.optional(v.pipe(schema, v.metadata({ default: byDefault })));
}

const costsSchema = closedObject(() => ({
  copy: cost(meaning("Copying one byte: processor time of the guests, not the calibrated time of a message."), costs.copy),
  systemCall: cost(
    meaning("A system call and the look-up of its socket: processor time of the guests, not the calibrated time of a message."),
    costs.systemCall,
  ),
  hypercall: cost(
    meaning(
      "A hypercall, such as sending an event: processor time; of the times per message only that of messages shared by mapping has it.",
    ),
    costs.hypercall,
  ),
  wake: cost(meaning("Waking the other side: processor time of the receiver, not the calibrated time of a message."), costs.wake),
  migratedPage: cost(meaning("The control domain's time per page migrated."), costs.migratedPage),
  segment: cost(
    meaning("A guest's protocol work per segment of netfront: processor time, not the calibrated time of a message."),
    costs.segment,
  ),
  netbackPacket: cost(meaning("Netback's time per packet."), costs.netbackPacket),
  netbackPage: cost(meaning("Netback's time to map, copy and unmap one granted page."), costs.netbackPage),
}));

const netfrontSchema = closedObject(() => ({
  segmentationOffload: flag(meaning("False: every packet has at most an MTU."), netfront.segmentationOffload),
  localSegment: conditional(bytes(meaning("Segment between machines of one host, with segmentation offload.")), netfront.localSegment),
  wireSegment: v.optional(bytes(meaning("Segment without offload, and one received from another host.")), netfront.wireSegment),
}));

const xenvmcSchema = closedObject(() => ({
  ringPages: v.optional(
    quantity(
      "pages",
      { min: 1, max: RING_PAGES_LIMIT, integer: true },
      meaning("Data pages of a ring; a pair has one ring per direction."),
    ),
    xenvmc.ringPages,
  ),
  largestMessage: v.optional(bytes(meaning("Largest message of one record; default: the ring less a record's header."))),
  splitsLargeMessages: flag(meaning("A larger message is split into records. False: it is refused."), xenvmc.splitsLargeMessages),
  intercepted: v.optional(
    plainNumber({ min: 0, max: 1 }, meaning("Share of calls that the channel intercepts; the rest go by netfront.")),
    xenvmc.intercepted,
  ),
  stagingLimit: conditional(bytes(meaning("Unread bytes at which the sender is blocked.")), xenvmc.stagingLimit),
  stagingAllocator: conditional(choice(["kmalloc", "exact"], meaning("How staging buffers are rounded up.")), xenvmc.stagingAllocator),
  ringHold: conditional(hold(meaning("How long data occupies the ring before it is staged.")), xenvmc.ringHold),
}));

const modifiedSchema = closedObject(() => ({
  directDelivery: flag(meaning("From the ring to the user's buffer, without staging."), modified.directDelivery),
  rewindingWindow: flag(meaning("The ring's index returns to its beginning when the ring is empty."), modified.rewindingWindow),
  batching: flag(
    meaning("One event for several messages: fewer events and less processor time; the calibrated time of a message stays."),
    modified.batching,
  ),
  fasterExchange: flag(meaning("The times per message of the modified protocol rather than XenVMC's."), modified.fasterExchange),
  sharedRing: flag(meaning("One ring per machine for all its peers."), modified.sharedRing),
  shareFrom: v.optional(bytes(meaning("Messages from this size on are shared by mapping, not copied; default: none."))),
  batchMessages: conditional(
    plainNumber({ min: 1, max: 1e6, integer: true }, meaning("Messages per event at most; moves events and processor time only.")),
    modified.batchMessages,
  ),
  batchWait: conditional(
    hold(meaning("The longest wait for a batch to fill; moves events and processor time only, no message is delivered later.")),
    modified.batchWait,
  ),
  directHold: conditional(hold(meaning("How long data waits in the ring for its reader.")), modified.directHold),
}));

const switchingSchema = closedObject(() => ({
  announce: delay(meaning("From a machine's announcement to the last member having heard it."), switching.announce),
  unmap: cost(meaning("Unmapping one shared page."), switching.unmap),
  release: delay(meaning("Releasing the channel after the mapper has let go."), switching.release),
  register: delay(meaning("From registering at a host to its list of members."), switching.register),
  connect: delay(meaning("Granting and mapping the pages of both rings."), switching.connect),
  handshake: delay(meaning("Agreeing on the switch, per socket."), switching.handshake),
  poll: delay(meaning("Wait for members to be found where they are asked for now and then."), switching.poll),
  suspendLimit: v.optional(
    quantity("time", { above: 0, max: 3600 }, meaning("After which the toolstack stops waiting for a machine to suspend.")),
    switching.suspendLimit,
  ),
}));

const any = () => ({
  calibration: v.optional(
    choice(["e2012", "e2016", "e2024"], meaning("The measurements that times per message come from.")),
    DEFAULTS.calibration,
  ),
  guest: v.optional(choice(["linux-6.1", "linux-2.6"], meaning("The kernel whose own writes come with communication.")), DEFAULTS.guest),
  guestMode: v.optional(choice(["pv", "pvh"], meaning("How the guest is virtualized.")), DEFAULTS.guestMode),
  dirtying: v.optional(v.pipe(dirtyingSchema, v.description(meaning("Figures in place of the guest calibration's.")))),
  costs: v.optional(
    v.pipe(costsSchema, v.description(meaning("Processor time per message and page. Calibrated times per message do not follow it."))),
    {},
  ),
  netfront: v.optional(v.pipe(netfrontSchema, v.description(meaning("The stock path, which also carries what goes past the rings."))), {}),
});
const rings = () => ({
  xenvmc: v.optional(v.pipe(xenvmcSchema, v.description(meaning("The rings."))), {}),
  switching: v.optional(v.pipe(switchingSchema, v.description(meaning("How long leaving and joining take."))), {}),
  teardown: v.optional(
    choice(["before-pause", "after-resume", "never"], meaning("When the rings go. Later than the pause is a fault of the protocol.")),
    DEFAULTS.teardown,
  ),
});

export const channelKinds = [
  closedObject(() => ({ kind: v.optional(v.literal("netfront"), DEFAULTS.kind), ...any() })),
  closedObject(() => ({ kind: v.literal("xenvmc"), ...any(), ...rings() })),
  closedObject(() => ({
    kind: v.literal("xenvmc-modified"),
    ...any(),
    ...rings(),
    rehome: flag(meaning("The rings move to the staying peer when the migration begins."), DEFAULTS.rehome),
    modified: v.optional(v.pipe(modifiedSchema, v.description(meaning("The parts of the modification, a reconstruction."))), {}),
  })),
] as const;
const channelMapping = tagged("kind", channelKinds);

const KINDS = ["netfront", "xenvmc", "xenvmc-modified"] as const;

export const channelSchema = v.pipe(
  textOr(choice(KINDS, meaning("A channel by its kind.")), channelMapping),
  v.description(meaning("What carries the flows between machines of one host; default where there are peers: netfront.")),
);

/** A channel after the check: quantities in base units, defaults filled in but those of conditional parameters. */
export type CheckedChannel = v.InferOutput<typeof channelMapping>;

/** A kind alone has the default of every parameter. */
export function expandChannel(channel: CheckedChannel | (typeof KINDS)[number]): CheckedChannel {
  return typeof channel === "string" ? v.parse(channelMapping, { kind: channel }) : channel;
}
