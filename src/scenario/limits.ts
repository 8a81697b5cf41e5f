/** Size limits of scenarios: far above any need, and low enough that a larger text is refused quickly. */

/** Bytes of a scenario's text in UTF-8: 16 MiB. */
export const TEXT_BYTES_LIMIT = 2 ** 24;
/** Maximum nesting depth of lists and mappings. */
export const DEPTH_LIMIT = 64;
/** Maximum number of faults listed in an error; the rest is counted. */
export const FAULTS_LISTED = 50;
/** Maximum number of values in a scenario, including lists and mappings. */
export const VALUES_LIMIT = 2 ** 16;
/** Keys of lists whose values do not count: the events of a trace, its columns in a result, and the runs of a result. */
export const UNCOUNTED_KEYS: ReadonlySet<string> = new Set(["events", "seconds", "pages", "runs"]);
/** The limit of values, as the end of a sentence that begins with "expected". */
export const FEW_VALUES = `at most ${VALUES_LIMIT} values, the events of traces and the runs of results not counted`;
/** Maximum number of tokens in a text (values, punctuation, comments, line ends). The parser takes some microseconds per token. */
export const TOKENS_LIMIT = 2 ** 19;
/** Maximum characters of one value. */
export const SCALAR_LIMIT = 2 ** 20;
/** Maximum number of anchors in a text. */
export const ALIASES_LIMIT = 100;
