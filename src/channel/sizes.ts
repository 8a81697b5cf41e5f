/** Sizes fixed by Xen's interface and by XenVMC's source (docs/sources/channels.md#xenvmc-sizes, docs/sources/channels.md#netfront). */

/** A page of the guest and a granted page: Xen grants 4 KiB whatever the guest maps. Symbol: P. */
export const PAGE_BYTES = 4096;

/** Data pages of one ring, and the page of grants and indices beside them. Symbol: R. */
export const RING_PAGES = 128;
export const DESCRIPTOR_PAGES = 1;
export const RING_BYTES = RING_PAGES * PAGE_BYTES;

/** Pages shared by a pair: two rings with their descriptors. */
export const PAIR_PAGES = 2 * (RING_PAGES + DESCRIPTOR_PAGES);

/** Header of a record and granule of its payload. */
export const RECORD_HEADER_BYTES = 16;

/** Header of a record's kernel buffer. */
export const STAGING_HEADER_BYTES = 32;

/** Unread bytes at which XenVMC blocks the sender, per pair and direction. */
export const STAGING_LIMIT_BYTES = 4 * 1024 * 1024;

/** The largest message that fits into a ring with its header. A larger one would block for ever. Symbol: s_max. */
export const LARGEST_MESSAGE_BYTES = RING_BYTES - RECORD_HEADER_BYTES;

/** Send and receive buffers of a TCP socket pair: what can lie unacknowledged or unread at most. */
export const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
