/**
 * Numbers that the core and its host agree on. Read by asc and by tsc: integer literals only.
 * Offsets are in bytes; a record's fields are f64 unless their name says otherwise.
 */

/** Changes whenever a record, a code or the meaning of an export changes. */
export const ABI_VERSION = 1;

/** Positions whose writes are sampled together: one chunk has one age. */
export const CHUNK_PAGES = 1024;
export const CHUNK_PAGES_LOG2 = 10;
export const CHUNK_WORDS = 32;
export const CHUNK_BYTES = 128;
/** Positions decided together by one Bernoulli mask: two vectors of four 32-bit lanes. */
export const BLOCK_PAGES = 256;
export const BLOCK_WORDS = 8;

/** Below this many expected writes per chunk, single writes are drawn by exponential gaps; from it on, a mask is drawn. */
export const SPARSE_WRITES_PER_CHUNK = 8;
/** A graded source's excess over its lowest rate is thinned up to this many expected candidates per chunk; beyond, page by page. */
export const THINNED_WRITES_PER_CHUNK = 512;
/** No walk along a chunk takes more steps than this; the expected number is a hundredth of it at most. */
export const WALK_STEPS_MAX = 65536;

/** Draw address of a harvest, and of the first explicit look in a round; batches count from 0. */
export const CLEAN_STEP = 0xffffffff;
export const PEEK_STEP = 0x80000000;

/** How a source is evaluated on one chunk. */
export const METHOD_UNIFORM = 0;
export const METHOD_ZIPF = 1;
export const METHOD_POWER_LAW = 2;
export const METHOD_LISTED_RATES = 3;
export const METHOD_SWEEP = 4;
export const METHOD_LISTED_SWEEP = 5;
export const METHOD_BURST = 6;

/** Dirty-page rules. */
export const RULE_SEND = 0;
export const RULE_SKIP = 1;
export const RULE_ALLOCATE_ONLY = 2;
