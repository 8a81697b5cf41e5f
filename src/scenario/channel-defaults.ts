import { DEFAULT_CHANNEL } from "./defaults.js";

/**
 * Every default of peers and channels, as written in a scenario, in base units (bytes, seconds, pages). The values are those of
 * the channel models: sizes and limits from XenVMC's source, times measured or estimated.
 */
export const PEER_DEFAULTS = {
  domid: "higher",
  mode: "open",
  send: 0,
  receive: 0,
  outstanding: 1,
  think: 0,
  protocol: "tcp",
  weight: 1,
} as const;

export const CHANNEL_DEFAULTS = {
  kind: DEFAULT_CHANNEL,
  calibration: "e2016",
  guest: "linux-6.1",
  guestMode: "pv",
  placement: "end",
  rehome: false,
  teardown: "before-pause",
  costs: {
    copy: 0.1e-9,
    systemCall: 0.3e-6,
    hypercall: 0.4e-6,
    wake: 3.5e-6,
    segment: 1e-6,
    netbackPacket: 1.5e-6,
    netbackPage: 1.5e-6,
  },
  netfront: { segmentationOffload: true, localSegment: 65_160, wireSegment: 1448 },
  xenvmc: {
    ringPages: 128,
    splitsLargeMessages: true,
    intercepted: 1,
    stagingLimit: 4 * 2 ** 20,
    stagingAllocator: "kmalloc",
    ringHold: 30e-6,
  },
  modified: {
    directDelivery: true,
    rewindingWindow: true,
    batching: true,
    fasterExchange: true,
    sharedRing: false,
    holdBack: false,
    ringsInDom0: false,
    batchMessages: 4,
    batchWait: 50e-6,
    directHold: 50e-6,
  },
  switching: {
    announce: 5e-3,
    unmap: 1e-6,
    release: 1e-3,
    register: 12e-3,
    connect: 1e-3,
    handshake: 1e-3,
    poll: 0,
    suspendLimit: 60,
  },
} as const;

/** Size of a granted page (P): always 4 KiB under Xen. Rings, staging buffers and netfront's buffers consist of such pages. */
export const GRANTED_PAGE_BYTES = 4096;
/** Header of a record in a ring, and alignment of its payload. */
export const RECORD_HEADER_BYTES = 16;
/** Maximum pages of a ring. */
export const RING_PAGES_LIMIT = 2 ** 16;
/** Maximum bytes of a message: what one write to a socket accepts. */
export const MESSAGE_BYTES_LIMIT = 2 ** 31;
/** Maximum payload of a UDP datagram: 65535 bytes less the headers of IPv4 and UDP. */
export const DATAGRAM_BYTES_LIMIT = 65_507;
/** Maximum rate of a flow: several times the speed of copying memory. */
export const FLOW_BYTES_PER_SECOND_LIMIT = 1e11;
/** Maximum bytes of a volume. */
export const VOLUME_BYTES_LIMIT = 2 ** 50;
