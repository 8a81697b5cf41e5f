/** What a scenario may hold at most. Far above what any needs, and small enough that nothing takes long to refuse. */

/** Bytes of a scenario's text in UTF-8: 16 MiB. */
export const TEXT_BYTES_LIMIT = 2 ** 24;
/** Levels of lists and mappings within each other. */
export const DEPTH_LIMIT = 64;
/** Faults that an error lists one by one; the rest is counted. */
export const FAULTS_LISTED = 50;
/** Values of a scenario: lists, mappings and what is in them. */
export const VALUES_LIMIT = 2 ** 16;
/** Keys of lists whose values are not counted: the events of a trace, its columns in a result, and the runs of a result. */
export const UNCOUNTED_KEYS: ReadonlySet<string> = new Set(["events", "seconds", "pages", "runs"]);
/** That limit, as the end of a sentence that begins with "expected". */
export const FEW_VALUES = `at most ${VALUES_LIMIT} values, the events of traces and the runs of results not counted`;
/** Tokens of a text: values, marks, comments, line ends. The parser takes some microseconds for each. */
export const TOKENS_LIMIT = 2 ** 19;
/** Characters of one value. */
export const SCALAR_LIMIT = 2 ** 20;
/** Anchors of a text. */
export const ALIASES_LIMIT = 100;
