/** What only guests that may wait for single pages need: post-copy, pulls and background snapshots. `load.ts` loads it. */
export { dirtyRangesOf } from "./dirty-ranges.js";
export { Postcopy } from "./postcopy.js";
export { Pull } from "./pull.js";
