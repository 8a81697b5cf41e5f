/** Sizes fixed by Xen's interface and by XenVMC's source (docs/sources/channels.md#xenvmc-sizes, docs/sources/channels.md#netfront). */
import { CHANNEL_DEFAULTS } from "../scenario/channel-defaults.js";

/** The page of grants and indices that a ring has in addition to its data pages. */
export const DESCRIPTOR_PAGES = 1;

/** Pages shared by a pair with rings of the default size: two rings with their descriptors. */
export const PAIR_PAGES = 2 * (CHANNEL_DEFAULTS.xenvmc.ringPages + DESCRIPTOR_PAGES);

/** Header of a record's kernel buffer. */
export const STAGING_HEADER_BYTES = 32;

/** Send and receive buffers of a TCP socket pair: the maximum of unacknowledged and unread bytes. */
export const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
