import { FAULTS_LISTED } from "./limits.js";
import { cutText, escapeUnprintable } from "./unprintable.js";

/** One thing wrong with what the user wrote, as data. */
export interface ConfigIssue {
  /** Where: `workload[2].rate`; empty for the scenario as a whole. */
  readonly path: string;
  /** What would have been right, as the end of a sentence that begins with "expected". */
  readonly expected: string;
  /** What was found, in a few words. */
  readonly received: string;
  /** What was probably meant, when that can be told. */
  readonly suggestion?: string;
  /** Position in the text, both counted from 1; absent when there was no text, or the value came from an override. */
  readonly line?: number;
  readonly column?: number;
}

/** Bad input: the faults that were found, as data in `issues` and as a readable list in `message`. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The faults, in the order of the text where there is one; of many the first 50. */
  readonly issues: readonly ConfigIssue[];
  /** Number of further faults, which are not listed. */
  readonly unlistedIssues: number;

  /**
   * `fileName` goes in front of the position of each issue that has one. `unlistedIssues` are those that the caller has counted
   * and not kept.
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
/** Room for the names of all engines, or of all parameters of one. */
const LONGEST_EXPECTED = 600;
const LONGEST_RECEIVED = 200;

/** What a text says at length is cut, so that a fault takes a line or two. */
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
  return escapeUnprintable(`${place}${path}expected ${issue.expected}, received ${issue.received}${hint}`);
}
