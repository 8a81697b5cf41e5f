import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { outputStreams, type StreamHost } from "../../src/cli/streams.js";

describe("the columns of a stream", () => {
  const columnsOf = (size: object) => {
    const stdout = Object.assign(new EventEmitter(), size);
    return outputStreams({ stdout } as unknown as StreamHost, () => {}).stdout.columns;
  };

  it("are those of the terminal", () => {
    expect(columnsOf({ isTTY: true, columns: 73 })).toBe(73);
  });

  it.each([{ isTTY: true, columns: 0 }, { isTTY: true }, {}])("are a hundred if unknown: %j", (stream) => {
    expect(columnsOf(stream)).toBe(100);
  });
});

describe("a stream that cannot be written to", () => {
  /** Standard error and the exit code after these errors. */
  const endingOf = (failing: "stdout" | "stderr", ...codes: string[]) => {
    const said: string[] = [];
    const exits: unknown[] = [];
    const stderr = Object.assign(new EventEmitter(), {
      write(text: string, done?: () => void) {
        said.push(text);
        done?.();
      },
    });
    const host = { stdout: Object.assign(new EventEmitter(), { write: () => true }), stderr };
    const streams = outputStreams(host as unknown as StreamHost, (code) => void exits.push(code));
    streams[failing].write("");
    said.length = 0;
    for (const code of codes) host[failing].emit("error", Object.assign(new Error(`${code}: of the system`), { code }));
    return { said: said.join(""), exits };
  };

  it.each([
    ["ENOSPC", "no space is left"],
    ["EIO", "EIO: of the system"],
  ])("ends the process with 1 and one line: %s", (code, reason) => {
    expect(endingOf("stdout", code, code)).toEqual({ said: `xenvmc-sim: cannot write to standard output: ${reason}\n`, exits: [1] });
  });

  it("ends it silently if the reader has gone, and if standard error has failed too", () => {
    expect(endingOf("stdout", "EPIPE")).toEqual({ said: "", exits: [undefined] });
    expect(endingOf("stderr", "ENOSPC")).toEqual({ said: "", exits: [1] });
  });
});

describe("streams", () => {
  it("are opened when they are first used, and flushed only then", async () => {
    const opened: string[] = [];
    const stream = (name: string) => {
      opened.push(name);
      return Object.assign(new EventEmitter(), { write: (_: string, done?: () => void) => done?.() });
    };
    const host = {
      get stdout() {
        return stream("stdout");
      },
      get stderr() {
        return stream("stderr");
      },
    };
    const streams = outputStreams(host as unknown as StreamHost, () => {});
    await streams.flush();
    expect(opened).toEqual([]);
    streams.stdout.write("text");
    await streams.flush();
    expect(opened).toEqual(["stdout"]);
  });

  it("are written to no faster than they take", async () => {
    const stdout = Object.assign(new EventEmitter(), { taken: 0, write: () => ++stdout.taken < 0 });
    const { stdout: stream } = outputStreams({ stdout } as unknown as StreamHost, () => {});
    const written = stream.writeAll(Array.from({ length: 3 }, () => "x".repeat(2 ** 17)));
    for (const taken of [1, 2, 3]) {
      await Promise.resolve();
      expect(stdout.taken).toBe(taken);
      stdout.emit("drain");
    }
    await written;
  });
});
