/** A command's interface to its environment besides files: streams, package files and the interrupt signal. */

export interface OutputStream {
  write(text: string): void;
  /** Writes a text given in pieces, waiting when the stream's buffer is full. */
  writeAll(pieces: Iterable<string>): Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal, or a default without one. */
  readonly columns: number;
  readonly hasColour: boolean;
}

export interface CommandIo {
  /** The result and nothing else. */
  readonly stdout: OutputStream;
  /** Progress and messages. */
  readonly stderr: OutputStream;
  /** Chunks of standard input; leaving the loop early closes it. */
  readStandardInput(): AsyncIterable<Uint8Array>;
  /** The text of a file in the package's `dist/`. */
  readPackageFile(name: string): string;
  /** File descriptors of standard input and output, if there is a process. */
  readonly descriptors?: { readonly input: number; readonly output: number };
  /**
   * From now on, an uncaught error (thrown by a timer or a promise of a user's module) ends the command as bad
   * input, with the text that `describe` returns.
   */
  onStrayError(describe: (error: unknown) => string): void;
  /** Aborted on a user interrupt. */
  readonly signal: AbortSignal;
}
