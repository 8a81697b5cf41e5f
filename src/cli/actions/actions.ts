/** What the commands do that need the library and nothing as large as the cases of `validate`: one file to load for all. */
export { channelCommand } from "./channel.js";
export { compareCommand } from "./compare.js";
export { presetsCommand } from "./presets.js";
export { runCommand } from "./run.js";
