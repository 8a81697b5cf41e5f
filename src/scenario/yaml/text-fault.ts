/** A fault of a text, with its place. */
import { DEPTH_LIMIT } from "../limits.js";

/** A text that cannot be read, or a part of it that is not plain data, with the place. */
export interface TextFault {
  readonly offset: number;
  readonly expected: string;
  readonly received: string;
}

export const TOO_DEEP = `at most ${DEPTH_LIMIT} levels of lists and mappings`;
