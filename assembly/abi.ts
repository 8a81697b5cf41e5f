/**
 * Constants shared by the core and its host. Compiled by both asc and tsc: integer literals only. Offsets are in bytes; a record's fields
 * are f64 unless their comment says otherwise.
 */

/** Raised whenever a record, a code or the meaning of an export changes. */
export const ABI_VERSION = 2;

/** Positions whose writes are sampled together. A chunk has one age: the guest second up to which its writes are in the dirty log. */
export const CHUNK_PAGES = 1024;
export const CHUNK_PAGES_LOG2 = 10;
export const CHUNK_WORDS = 32;
export const CHUNK_BYTES = 128;
/** Positions sampled by one Bernoulli mask: two vectors of four 32-bit lanes. */
export const BLOCK_PAGES = 256;
export const BLOCK_WORDS = 8;

/** Below this many expected writes per chunk, single writes are drawn by exponential gaps; otherwise a mask is drawn. */
export const SPARSE_WRITES_PER_CHUNK = 8;
/**
 * A source with unequal page rates is sampled as a uniform source at its lowest rate plus the excess above it. Up to this many expected
 * excess candidates per chunk the excess is drawn by thinning, beyond it page by page.
 */
export const THINNED_WRITES_PER_CHUNK = 512;
/** Upper bound on the steps of one exponential walk along a chunk; the expected number is at most a hundredth of it. */
export const WALK_STEPS_MAX = 65536;

/**
 * Step numbers that enter the address of random draws. Batches count up from 0; the syncs of a round count down from CLEAN_STEP; its
 * peeks count up from PEEK_STEP.
 */
export const CLEAN_STEP = 0xffffffff;
export const PEEK_STEP = 0x80000000;

/** How a source's writes to one chunk are computed. */
export const METHOD_UNIFORM = 0;
export const METHOD_ZIPF = 1;
export const METHOD_POWER_LAW = 2;
export const METHOD_LISTED_RATES = 3;
export const METHOD_SWEEP = 4;
export const METHOD_LISTED_SWEEP = 5;
export const METHOD_BURST = 6;

/** What a batch does with a page that was written again: `DirtyPageRule` of src/pages/pages.ts. */
export const RULE_SEND = 0;
export const RULE_SKIP = 1;
export const RULE_ALLOCATE_ONLY = 2;

/** The state record of one Pages: pointers and integers (u32) first, then the round's progress (f64). */
export const STATE_DIRTY_LOG_PTR = 0;
export const STATE_TO_SEND_PTR = 4;
export const STATE_NEVER_SENT_PTR = 8;
/** 0 if no page is all zero. */
export const STATE_ZERO_PTR = 12;
/** 0 if the deferred pages are the range STATE_DEFERRED_FIRST .. STATE_DEFERRED_END - 1. */
export const STATE_DEFERRED_PTR = 16;
export const STATE_AGES_PTR = 20;
export const STATE_SOURCES_PTR = 24;
export const STATE_SOURCE_COUNT = 28;
/** Scratch memory, laid out by the SCRATCH_ offsets. */
export const STATE_SCRATCH_PTR = 32;
export const STATE_SLOTS = 36;
export const STATE_DEFERRED_FIRST = 40;
export const STATE_DEFERRED_END = 44;
export const STATE_ROUND = 48;
export const STATE_DONE = 52;
/** 1 under a cyclic scan, which alone uses the fields from here to STATE_DELTA_MASK. */
export const STATE_CYCLIC = 56;
/** Number of pages to send. */
export const STATE_PAGES_LEFT = 60;
/** 1 once the cursor has reached the end with pages still to send. */
export const STATE_WRAPPED = 64;
/**
 * KVM's manual dirty-log protect: bitmap of pages that syncs have reported and whose dirty-log bits are not cleared yet. 0 if a sync
 * clears the log itself.
 */
export const STATE_REPORTED_PTR = 68;
/**
 * One u32 per stretch (the range that one KVM_CLEAR_DIRTY_LOG clears): the number of syncs at its last clear. Less than STATE_REPORTS:
 * the stretch is still to be cleared.
 */
export const STATE_EMPTIED_PTR = 72;
/** Log2 of the chunks per stretch, and the number of syncs so far. */
export const STATE_STRETCH_CHUNKS_LOG2 = 76;
export const STATE_REPORTS = 80;
/** XBZRLE's cache: the address of its entries (0 if there is none), and their number minus 1. */
export const STATE_DELTA_PTR = 84;
export const STATE_DELTA_MASK = 88;
export const STATE_CURSOR = 96;
export const STATE_SECONDS = 104;
export const STATE_BYTES = 112;
export const STATE_BATCHES = 120;
export const STATE_SENT = 128;
export const STATE_SKIPPED = 136;
export const STATE_ALLOCATED_ONLY = 144;
export const STATE_DEFERRED = 152;
export const STATE_ZERO_PAGES = 160;
export const STATE_DELTA_PAGES = 168;
export const STATE_PEEKS = 176;
export const STATE_STRIDE = 184;

/** An entry of XBZRLE's cache, both u32: the page's position + 1 (0: empty), and the round in which it was last used. */
export const DELTA_POSITION = 0;
export const DELTA_ROUND = 4;
export const DELTA_STRIDE = 8;
/** A colliding page replaces an entry last used at least this many rounds ago: CACHED_PAGE_LIFETIME of QEMU's migration/page_cache.c. */
export const DELTA_LIFETIME_ROUNDS = 2;

/** The record of a Pace (src/pages/pages.ts). PACE_RULE is a RULE_ code, PACE_LIVE is 0 or 1. */
export const PACE_START_SECONDS = 0;
export const PACE_START_GUEST_SECONDS = 8;
export const PACE_START_BYTES = 16;
export const PACE_START_BATCHES = 24;
export const PACE_BYTES_PER_SECOND = 32;
export const PACE_GUEST_SPEED_RATIO = 40;
export const PACE_BATCH_SECONDS = 48;
export const PACE_BATCH_PAGES = 56;
export const PACE_BATCH_HEADER_BYTES = 64;
export const PACE_ENTRY_BYTES = 72;
export const PACE_PAGE_BYTES = 80;
export const PACE_RULE = 88;
export const PACE_LIVE = 96;
/** 1 if a deferred page takes a place in its batch. */
export const PACE_LISTS_DEFERRED = 104;
export const PACE_START_ZERO_PAGES = 112;
export const PACE_ZERO_PAGE_BYTES = 120;
export const PACE_ZERO_PAGE_SECONDS = 128;
export const PACE_DELTA_PAGE_BYTES = 136;
export const PACE_STRIDE = 144;

/** The record of a write source: u32 first, then f64. */
export const SOURCE_METHOD = 0;
export const SOURCE_KEY_HIGH = 4;
export const SOURCE_KEY_LOW = 8;
export const SOURCE_FIRST_POSITION = 12;
export const SOURCE_END_POSITION = 16;
/** Bitmap of the source's positions; 0 if they are the whole range. */
export const SOURCE_MEMBERS_PTR = 20;
export const SOURCE_STARTS_PTR = 24;
export const SOURCE_PLACES_PTR = 28;
export const SOURCE_VALUES_PTR = 32;
/** 0 if the source follows its gate. */
export const SOURCE_CLOCK_PTR = 36;
export const SOURCE_GATE_PERIOD = 40;
export const SOURCE_GATE_ON = 48;
export const SOURCE_GATE_OFF = 56;
export const SOURCE_GATE_ELAPSED = 64;
export const SOURCE_GATE_OPEN_BEFORE = 72;
export const SOURCE_PAGES = 80;
export const SOURCE_RATE = 88;
export const SOURCE_EXPONENT = 96;
export const SOURCE_ZIPF_SUM = 104;
export const SOURCE_MEAN_RUN = 112;
export const SOURCE_LOG_CONTINUE = 120;
export const SOURCE_OFFSET = 128;
export const SOURCE_PERIOD = 136;
/** Set by `beginStep`: the address of the step's draws (u64), and the source's active seconds at the end of the step. */
export const SOURCE_STEP_ADDRESS = 144;
export const SOURCE_STEP_ACTIVE = 152;
export const SOURCE_STRIDE = 160;

/** A clock set by the host (src/pages/speed-clock.ts): the number of its pieces (u32), then the pieces, oldest first. */
export const CLOCK_ENTRIES_MAX = 1024;
export const CLOCK_COUNT = 0;
export const CLOCK_PIECES = 8;
export const CLOCK_PIECE_GUEST_SECONDS = 0;
export const CLOCK_PIECE_ACTIVE_SECONDS = 8;
export const CLOCK_PIECE_SPEED_RATIO = 16;
export const CLOCK_PIECE_STRIDE = 24;
/** 8 + CLOCK_ENTRIES_MAX x CLOCK_PIECE_STRIDE. */
export const CLOCK_BYTES = 24584;

/** Scratch memory: a chunk's mask of writes, its mask of runs (both empty between calls), and the four words of a scalar generator. */
export const SCRATCH_RUNS = 128;
export const SCRATCH_GENERATOR = 256;
export const SCRATCH_BYTES = 272;
