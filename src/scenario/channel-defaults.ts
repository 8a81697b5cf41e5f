/**
 * Every default of peers and channel, in base units (bytes, seconds, pages), as a user could write it. The figures are those of
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
  kind: "netfront",
  calibration: "e2016",
  guest: "linux-6.1",
  guestMode: "pv",
  rehome: false,
  teardown: "before-pause",
  costs: {
    copy: 0.1e-9,
    systemCall: 0.3e-6,
    hypercall: 0.4e-6,
    wake: 3.5e-6,
    migratedPage: 10.3e-6,
    segment: 1e-6,
    netbackPacket: 1.5e-6,
    netbackPage: 2e-6,
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
    batchMessages: 4,
    batchWait: 50e-6,
    directHold: 100e-6,
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

/** A granted page: Xen grants 4 KiB whatever the guest maps (P). Rings, staging buffers and netfront's buffers are made of them. */
export const GRANTED_PAGE_BYTES = 4096;
/** Header of a record in a ring, and granule of its payload. */
export const RECORD_HEADER_BYTES = 16;
/** Pages of a ring at most. */
export const RING_PAGES_LIMIT = 2 ** 16;
/** Bytes of a message at most: what one write to a socket takes. */
export const MESSAGE_BYTES_LIMIT = 2 ** 31;
/** Payload of a UDP datagram at most: 65535 less the headers of IPv4 and UDP. */
export const DATAGRAM_BYTES_LIMIT = 65_507;
/** Bytes per second of a flow at most: several times what copying memory reaches. */
export const FLOW_BYTES_PER_SECOND_LIMIT = 1e11;
/** Bytes of a volume at most. */
export const VOLUME_BYTES_LIMIT = 2 ** 50;
