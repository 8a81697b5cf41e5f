import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkWritable, decodeText, FileError, isSameFile, readTextFile, writeFilesWhole } from "../../src/node/files.js";
import { temporaryDirectory } from "../support/command-line.js";

describe("writeFilesWhole", () => {
  it("writes all or nothing: a file that cannot be written keeps the others from their places", async () => {
    const directory = temporaryDirectory();
    const first = join(directory, "first");
    writeFileSync(first, "older");
    const files = [
      { path: first, text: "newer" },
      { path: join(directory, "none", "second"), text: "newer" },
    ];
    await expect(writeFilesWhole(files)).rejects.toThrow(FileError);
    expect([readFileSync(first, "utf8"), readdirSync(directory)]).toEqual(["older", ["first"]]);
  });

  it("keeps the mode of a file that it replaces", async () => {
    const path = join(temporaryDirectory(), "secret");
    writeFileSync(path, "older");
    chmodSync(path, 0o600);
    await writeFilesWhole([{ path, text: "newer" }]);
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["newer", 0o600]);
  });

  it("says why it could not write", async () => {
    const directory = join(temporaryDirectory(), "folder");
    mkdirSync(directory);
    await expect(writeFilesWhole([{ path: directory, text: "" }])).rejects.toThrow(`cannot write ${directory}: it is a directory`);
    expect(existsSync(directory)).toBe(true);
  });
});

describe("isSameFile", () => {
  it("looks behind links and detours, for files that are there and for those that are not", async () => {
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
});

describe("checkWritable", () => {
  it("takes a new file, and a device whose directory is of no concern", async () => {
    const directory = temporaryDirectory();
    await expect(checkWritable(join(directory, "new"))).resolves.toBeUndefined();
    await expect(checkWritable("/dev/null")).resolves.toBeUndefined();
  });
});

describe("reading", () => {
  it("takes UTF-8, without the mark that some editors put in front", () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0xe4, 0xbb, 0xae), "x")).toBe("仮");
  });

  it("says why it could not read", async () => {
    const path = join(temporaryDirectory(), "none");
    await expect(readTextFile(path)).rejects.toThrow(`cannot read ${path}: there is no such file`);
  });
});
