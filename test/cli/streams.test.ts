import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { endOnFailedStreams, outputStream, type StreamHost } from "../../src/cli/streams.js";

describe("the columns of a stream", () => {
  const columnsOf = (stream: object) => outputStream(stream as NodeJS.WriteStream).columns;

  it("are those of the terminal", () => {
    expect(columnsOf({ isTTY: true, columns: 73 })).toBe(73);
  });

  it.each([{ isTTY: true, columns: 0 }, { isTTY: true }, {}])("are a hundred where none are known: %j", (stream) => {
    expect(columnsOf(stream)).toBe(100);
  });
});

describe("a stream that cannot be written to", () => {
  /** What is said on standard error and the exit code, after these errors. */
  const endingOf = (failing: "stdout" | "stderr", ...codes: string[]) => {
    const said: string[] = [];
    const exits: unknown[] = [];
    const stderr = Object.assign(new EventEmitter(), {
      write(text: string, done: () => void) {
        said.push(text);
        done();
      },
    });
    const host = { stdout: new EventEmitter(), stderr, exit: (code?: number) => exits.push(code) };
    endOnFailedStreams(host as unknown as StreamHost);
    for (const code of codes) host[failing].emit("error", Object.assign(new Error(`${code}: of the system`), { code }));
    return { said: said.join(""), exits };
  };

  it.each([
    ["ENOSPC", "no space is left"],
    ["EIO", "EIO: of the system"],
  ])("ends the process with 1 and one line: %s", (code, reason) => {
    expect(endingOf("stdout", code, code)).toEqual({ said: `xenvmc-sim: cannot write to standard output: ${reason}\n`, exits: [1] });
  });

  it("ends it in silence where the reader has gone, and where there is nothing left to speak through", () => {
    expect(endingOf("stdout", "EPIPE")).toEqual({ said: "", exits: [undefined] });
    expect(endingOf("stderr", "ENOSPC")).toEqual({ said: "", exits: [1] });
  });
});
