/** What a command sees of the world besides files: its streams and the wish to stop. */

export interface OutputStream {
  write(text: string): void;
  /** Writes a text that is given in pieces, no faster than it is taken. */
  writeAll(pieces: Iterable<string>): Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal, or what stands for them where there is none. */
  readonly columns: number;
  readonly hasColour: boolean;
}

export interface CommandIo {
  /** The result alone. */
  readonly stdout: OutputStream;
  /** Progress and messages. */
  readonly stderr: OutputStream;
  /** What arrives on standard input; who ends the loop early closes it. */
  readStandardInput(): AsyncIterable<Uint8Array>;
  /** The text of a file that the package brings in `dist/`. */
  readPackageFile(name: string): string;
  /** Numbers of the files behind standard input and output, where a process has them. */
  readonly descriptors?: { readonly input: number; readonly output: number };
  /**
   * From now on, an error that reaches no caller (thrown by a timer or a promise of a module of the user's) ends the command as bad
   * input, with these words.
   */
  onStrayError(describe: (error: unknown) => string): void;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}
