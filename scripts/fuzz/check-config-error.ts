/** Checks that a refusal has faults as data and as a readable list, for texts of any size. */
import type { ConfigError, ConfigIssue } from "../../src/index.js";
import { claim, shorten } from "./fuzzer.js";

/** Maximum number of listed faults; one more line may count the rest. */
const MOST_FAULTS = 50;
const MOST_CHARACTERS_OF_A_FAULT = 1500;

/** Throws a finding for an error with unusable texts or positions. `text` is the input, if it was a text. */
export function checkConfigError({ issues, message }: ConfigError, text: string | undefined): void {
  claim(issues.length > 0, () => "a ConfigError without a fault");
  claim(issues.length <= MOST_FAULTS + 1, () => `${issues.length} faults in one error`);
  const lines = message.split("\n");
  claim(lines.length <= MOST_FAULTS + 3, () => `a message of ${lines.length} lines`);
  for (const line of lines) {
    claim(line.length <= MOST_CHARACTERS_OF_A_FAULT, () => `a line of ${line.length} characters: ${shorten(line, 100)}`);
    claim(!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line), () => `a control character in ${JSON.stringify(shorten(line, 200))}`);
    claim(!/received undefined|\[object |=>|function \(/.test(withoutQuotes(line)), () => `not written for people: ${shorten(line, 200)}`);
  }
  for (const issue of issues) checkFault(issue, text);
}

function checkFault({ path, expected, received, suggestion, line, column }: ConfigIssue, text: string | undefined): void {
  claim(typeof path === "string" && expected.trim() !== "" && received.trim() !== "", () => `an empty fault at ${path}`);
  claim(suggestion === undefined || suggestion.trim() !== "", () => `an empty suggestion at ${path}`);
  if (line === undefined) return;
  const lines = (text ?? "").split("\n");
  claim(line >= 1 && line <= lines.length, () => `a fault on line ${line} of ${lines.length}`);
  // A position may be the end of the line.
  const length = lines[line - 1]?.length ?? 0;
  claim(column !== undefined && column >= 1 && column <= length + 1, () => `a fault in column ${column} of a line of ${length} characters`);
}

/** Removes quoted parts of the input, which may contain anything. */
function withoutQuotes(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}
