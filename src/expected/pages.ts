/** Pages as expected counts: the same interface and engines, without page identity and without random draws. */
import type { Pages, PagesConfig } from "../pages/pages.js";
import { checkPagesConfig } from "../pages/pages-config.js";
import { createCyclicPages } from "./cyclic-pages.js";
import { createRoundPages } from "./round-pages.js";
import { expectedCannotSimulate } from "./support.js";

/**
 * Creates the page state: no page to send, none written, none sent. Throws a RangeError for an invalid `config`, and an Error with the
 * reason if expected counts cannot represent it.
 */
export function createExpectedPages(config: PagesConfig): Pages {
  checkPagesConfig(config);
  const reason = expectedCannotSimulate(config);
  if (reason !== undefined) throw new Error(reason);
  return config.scanOrder === "cyclic" ? createCyclicPages(config) : createRoundPages(config);
}
