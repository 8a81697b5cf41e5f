/** Pages as expected counts: the same interface, the same engines and the same loop on top of it, no page and no chance. */
import type { Pages, PagesConfig } from "../pages/pages.js";
import { checkPagesConfig } from "../pages/pages-config.js";
import { createCyclicPages } from "./cyclic-pages.js";
import { createRoundPages } from "./round-pages.js";
import { expectedCannotSimulate } from "./support.js";

/**
 * Creates the state of all pages: nothing to be sent, nothing written, nothing sent. Throws a RangeError for a bad
 * `config`, and an Error that says why where expected counts cannot stand for it.
 */
export function createExpectedPages(config: PagesConfig): Pages {
  checkPagesConfig(config);
  const reason = expectedCannotSimulate(config);
  if (reason !== undefined) throw new Error(reason);
  return config.scanOrder === "cyclic" ? createCyclicPages(config) : createRoundPages(config);
}
