/** The actions of all commands except `validate` (whose cases are large) and `explain`: bundled so that one file is loaded. */
export { channelCommand } from "./channel.js";
export { compareCommand } from "./compare.js";
export { presetsCommand } from "./presets.js";
export { runCommand } from "./run.js";
