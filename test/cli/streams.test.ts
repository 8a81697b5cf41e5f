import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { outputStreams, type StreamFiles, type StreamHost } from "../../src/cli/streams.js";

/** Both streams are devices: written to through the stream alone. */
const DEVICES: StreamFiles = {
  isDevice: () => true,
  writeSync: () => {
    throw new Error("a device was written to past its stream");
  },
};

describe("the columns of a stream", () => {
  const columnsOf = (size: object) => {
    const stdout = Object.assign(new EventEmitter(), size);
    return outputStreams({ stdout } as unknown as StreamHost, DEVICES, () => {}).stdout.columns;
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
    const streams = outputStreams(host as unknown as StreamHost, DEVICES, (code) => void exits.push(code));
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
    const streams = outputStreams(host as unknown as StreamHost, DEVICES, () => {});
    await streams.flush();
    expect(opened).toEqual([]);
    streams.stdout.write("text");
    await streams.flush();
    expect(opened).toEqual(["stdout"]);
  });

  it("are written to no faster than they take", async () => {
    const stdout = Object.assign(new EventEmitter(), { taken: 0, write: () => ++stdout.taken < 0 });
    const { stdout: stream } = outputStreams({ stdout } as unknown as StreamHost, DEVICES, () => {});
    const written = stream.writeAll(Array.from({ length: 3 }, () => "x".repeat(2 ** 17)));
    for (const taken of [1, 2, 3]) {
      await Promise.resolve();
      expect(stdout.taken).toBe(taken);
      stdout.emit("drain");
    }
    await written;
  });
});

describe("files and pipes", () => {
  /** Streams over a file that takes `most` bytes at a time, and `errors` in between. */
  function direct(most: number, errors: readonly (string | undefined)[] = []) {
    const [taken, late, exits]: [string[], string[], unknown[]] = [[], [], []];
    const pending = [...errors];
    const files: StreamFiles = {
      isDevice: () => false,
      writeSync(descriptor, bytes) {
        const code = pending.shift();
        if (code !== undefined) throw Object.assign(new Error(code), { code });
        taken.push(`${descriptor}:${Buffer.from(bytes.subarray(0, most))}`);
        return Math.min(most, bytes.length);
      },
    };
    const stream = Object.assign(new EventEmitter(), {
      write(rest: Uint8Array | string, done?: () => void) {
        late.push(Buffer.from(rest).toString());
        done?.();
      },
    });
    const streams = outputStreams({ stdout: stream, stderr: stream } as unknown as StreamHost, files, (code) => void exits.push(code));
    return { ...streams, taken, late, exits };
  }

  it("are written to directly, without opening a stream", () => {
    const { stdout, stderr, taken, late } = direct(100);
    stdout.write("one\n");
    stderr.write("two\n");
    expect({ taken, late }).toEqual({ taken: ["1:one\n", "2:two\n"], late: [] });
    expect([stdout.isTerminal, stdout.columns, stdout.hasColour]).toEqual([false, 100, false]);
  });

  it("get the whole text in order, whatever they take at a time", () => {
    const { stdout, taken, late } = direct(2, [undefined, "EAGAIN"]);
    stdout.write("été");
    stdout.write("!");
    // The stream waits for the reader, and once it is there everything goes through it.
    expect({ taken, late }).toEqual({ taken: ["1:é"], late: ["té", "!"] });
  });

  it.each([
    ["EPIPE", [undefined], ""],
    ["ENOSPC", [1], "xenvmc-sim: cannot write to standard output: no space is left\n"],
  ] as const)("end the process if they cannot be written to: %s", (code, exits, said) => {
    const outcome = direct(100, [code]);
    outcome.stdout.write("text");
    expect([outcome.exits, outcome.late.join("")]).toEqual([exits, said]);
  });
});
