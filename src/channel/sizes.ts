/** Sizes fixed by Xen's interface and by XenVMC's source (docs/sources/channels.md#xenvmc-sizes, docs/sources/channels.md#netfront). */
import { CHANNEL_DEFAULTS } from "../scenario/channel-defaults.js";

/** The page of grants and indices that a ring has in addition to its data pages. */
export const DESCRIPTOR_PAGES = 1;

/** Pages shared by a pair with rings of the default size: two rings with their descriptors. */
export const PAIR_PAGES = 2 * (CHANNEL_DEFAULTS.xenvmc.ringPages + DESCRIPTOR_PAGES);

/** Header of a record's kernel buffer. */
export const STAGING_HEADER_BYTES = 32;

/** Receive slots of netfront, each with a page posted for it (`NET_RX_RING_SIZE` of Linux drivers/net/xen-netfront.c: one page of entries). */
export const RECEIVE_RING_SLOTS = 256;

/** Maximum memory of a TCP receive buffer, counted in whole pages (`tcp_rmem[2]`, Linux net/ipv4/tcp.c, `tcp_init`; guests of 768 MiB and more). */
export const RECEIVE_BUFFER_BYTES = 6 * 1024 * 1024;

/** Largest window that such a buffer announces: half of it (`tcp_adv_win_scale` of 1). What a slow reader leaves beyond waits at the sender. */
export const RECEIVE_WINDOW_BYTES = RECEIVE_BUFFER_BYTES / 2;

/** Send and receive buffers of a TCP socket pair: the maximum of unacknowledged and unread bytes. */
export const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
