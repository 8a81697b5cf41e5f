/** A fault of a text, with its position. */
import { DEPTH_LIMIT } from "../limits.js";

/** A syntax error, or a part of a text that is not plain data, with its position. */
export interface TextFault {
  readonly offset: number;
  readonly expected: string;
  readonly received: string;
}

export const TOO_DEEP = `at most ${DEPTH_LIMIT} levels of lists and mappings`;
