import { FAULTS_LISTED } from "./limits.js";
import { cutText, escapeUnprintable } from "./unprintable.js";

/** One fault of the input, as data. */
export interface ConfigIssue {
  /** Path of the field: `workload[2].rate`; empty for the whole scenario. */
  readonly path: string;
  /** The valid input, as the end of a sentence that begins with "expected". */
  readonly expected: string;
  /** The input found, in a few words. */
  readonly received: string;
  /** The probably intended input, if there is a guess. */
  readonly suggestion?: string;
  /** Position in the text, both counted from 1; absent without a text or for a value set by an override. */
  readonly line?: number;
  readonly column?: number;
}

/** Invalid input: its faults as data in `issues` and as a readable list in `message`. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The first 50 faults, in the order of the text if there is one. */
  readonly issues: readonly ConfigIssue[];
  /** Number of further faults that are not listed. */
  readonly unlistedIssues: number;

  /**
   * `fileName` is put before the position of each issue. `unlistedIssues` is the number of issues that the caller has counted
   * but not kept.
   */
  constructor(issues: readonly ConfigIssue[], fileName?: string, unlistedIssues = 0) {
    const listed = issues.slice(0, FAULTS_LISTED).map(shorten);
    const count = issues.length + unlistedIssues;
    const unlisted = count - listed.length;
    const subject = fileName === undefined ? "the scenario" : escapeUnprintable(fileName);
    const heading = `${subject} has ${count === 1 ? "1 fault" : `${count} faults`}:`;
    const rest = unlisted === 0 ? [] : [`  and ${unlisted} more`];
    super([heading, ...listed.map((issue) => `  ${formatIssue(issue, fileName)}`), ...rest].join("\n"));
    this.issues = listed;
    this.unlistedIssues = unlisted;
  }
}

const LONGEST_PATH = 200;
/** Maximum length of `expected`: enough for the names of all engines, or of all parameters of one. */
const LONGEST_EXPECTED = 600;
const LONGEST_RECEIVED = 200;

/** Truncates long texts, so that a fault takes one or two lines. */
function shorten({ path, expected, received, suggestion, ...position }: ConfigIssue): ConfigIssue {
  const hint = suggestion === undefined ? {} : { suggestion: cutText(suggestion, LONGEST_RECEIVED) };
  return {
    path: cutText(path, LONGEST_PATH),
    expected: cutText(expected, LONGEST_EXPECTED),
    received: cutText(received, LONGEST_RECEIVED),
    ...hint,
    ...position,
  };
}

/** One line: `file.yaml:3:12: link.bandwidth: expected …, received …; did you mean …?` */
function formatIssue(issue: ConfigIssue, fileName?: string): string {
  const file = fileName ?? (issue.line === undefined ? "" : "line ");
  const place = issue.line === undefined ? "" : `${file}${fileName === undefined ? "" : ":"}${issue.line}:${issue.column ?? 1}: `;
  const path = issue.path === "" ? "" : `${issue.path}: `;
  const hint = issue.suggestion === undefined ? "" : `; did you mean ${issue.suggestion}?`;
  // An escape is longer than its character, so the lengths are those of the escaped texts.
  const expected = cutText(escapeUnprintable(issue.expected), LONGEST_EXPECTED);
  const received = cutText(escapeUnprintable(issue.received), LONGEST_RECEIVED);
  return `${escapeUnprintable(`${place}${path}`)}expected ${expected}, received ${received}${escapeUnprintable(hint)}`;
}
