/** What a text of JSON that is over leaves behind. */

import type { Warn } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { JsonScanner } from "./json-scanner.js";

/** A list without its end is read as far as it goes; anything else that is cut off is an error. */
export function endJson(scanner: JsonScanner, records: number, line: number, warn: Warn): void {
  if (!scanner.isOpen) return;
  if (records === 0) throw new LogError(line, "the JSON is cut off before its first value ends");
  if (scanner.isBetweenRecords) warn(line, "the list of JSON is cut off: what is there was read");
  else warn(line, "the JSON is cut off inside a value, which was left out");
}
