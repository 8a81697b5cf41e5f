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

/** Bad input: every fault that was found, as data in `issues` and as a readable list in `message`. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly issues: readonly ConfigIssue[];

  /** `fileName` goes in front of the position of each issue that has one. */
  constructor(issues: readonly ConfigIssue[], fileName?: string) {
    const count = issues.length === 1 ? "1 fault" : `${issues.length} faults`;
    const subject = fileName === undefined ? "the scenario" : fileName;
    super([`${subject} has ${count}:`, ...issues.map((issue) => `  ${formatIssue(issue, fileName)}`)].join("\n"));
    this.issues = issues;
  }
}

/** One line: `file.yaml:3:12: link.bandwidth: expected …, received …; did you mean …?` */
function formatIssue(issue: ConfigIssue, fileName?: string): string {
  const file = fileName ?? (issue.line === undefined ? "" : "line ");
  const place = issue.line === undefined ? "" : `${file}${fileName === undefined ? "" : ":"}${issue.line}:${issue.column ?? 1}: `;
  const path = issue.path === "" ? "" : `${issue.path}: `;
  const hint = issue.suggestion === undefined ? "" : `; did you mean ${issue.suggestion}?`;
  return printable(`${place}${path}expected ${issue.expected}, received ${issue.received}${hint}`);
}

/** Control and formatting characters as escapes: what a file holds must not steer the terminal that shows the fault. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
