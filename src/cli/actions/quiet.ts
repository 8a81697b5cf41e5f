/** Input and output of a command that runs in a thread: nobody sees what a thread writes, and its errors are those of the job. */
import type { CommandIo } from "../io.js";

export const QUIET = {
  stderr: { write: () => {}, writeAll: async () => {}, isTerminal: false, columns: 100, hasColour: false },
  signal: new AbortController().signal,
  onStrayError: () => {},
} as unknown as CommandIo;
