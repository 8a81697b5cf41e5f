import { closeSync, linkSync, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeText, FileError, isSameFile, readText, readTextFile } from "../../src/node/files.js";
import { temporaryDirectory } from "../support/command-line.js";

describe("isSameFile", () => {
  it("resolves links and indirect paths, for existing and for missing files", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "sub"));
    writeFileSync(join(directory, "sub", "there"), "");
    symlinkSync("sub", join(directory, "link"));
    const same = (left: string, right: string) => isSameFile(`${directory}/${left}`, `${directory}/${right}`);
    expect(await same("sub/there", "link/there")).toBe(true);
    expect(await same("sub/none", "link/../sub/none")).toBe(true);
    expect(await same("sub/none", "sub/there")).toBe(false);
    expect(await isSameFile("none", resolve("none"))).toBe(true);
  });

  it("recognises a file under a hard link", async () => {
    const directory = temporaryDirectory();
    const [path, second] = [join(directory, "there"), join(directory, "second")];
    writeFileSync(path, "");
    linkSync(path, second);
    expect(await isSameFile(path, second)).toBe(true);
  });

  it("recognises an open file, and not a device", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "there");
    for (const [name, isSame] of [
      [path, true],
      ["/dev/null", false],
    ] as const) {
      const descriptor = openSync(name, "w");
      expect(await isSameFile(name, descriptor)).toBe(isSame);
      expect(await isSameFile(join(directory, "other"), descriptor)).toBe(false);
      closeSync(descriptor);
    }
  });
});

describe("reading", () => {
  it("reads UTF-8, without a byte order mark", () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0xe4, 0xbb, 0xae), "x")).toBe("仮");
  });

  it("refuses a file by its size before it reads it", async () => {
    const path = join(temporaryDirectory(), "large");
    writeFileSync(path, "");
    truncateSync(path, 2 ** 40);
    await expect(readTextFile(path, 2 ** 20)).rejects.toThrow(`cannot read ${path}: it is longer than 1048576 bytes (1 MiB)`);
    writeFileSync(path, "0123456789");
    await expect(readTextFile(path, 10)).resolves.toBe("0123456789");
    await expect(readTextFile(path, 9)).rejects.toThrow(FileError);
  });

  it("reads no more than the limit from an endless file", async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 10;
        yield new Uint8Array(10).fill(0x20);
      }
    }
    await expect(readText(endless(), "standard input", 95)).rejects.toThrow("cannot read standard input: it is longer than 95 bytes");
    expect(taken).toBe(100);
    await expect(readTextFile("/dev/zero", 2 ** 20)).rejects.toThrow("cannot read /dev/zero: it is longer than");
  });

  it("says why it could not read", async () => {
    const path = join(temporaryDirectory(), "none");
    await expect(readTextFile(path, 10)).rejects.toThrow(`cannot read ${path}: there is no such file`);
  });
});
