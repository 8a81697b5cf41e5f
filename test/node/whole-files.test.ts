import { constants } from "node:buffer";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Drafts } from "../../src/node/drafts.js";
import { FileError } from "../../src/node/files.js";
import { checkWritable, writeFilesWhole } from "../../src/node/whole-files.js";
import { temporaryDirectory } from "../support/command-line.js";

describe("writeFilesWhole", () => {
  it("writes all or nothing: if one file cannot be written, none is replaced", async () => {
    const directory = temporaryDirectory();
    const first = join(directory, "first");
    writeFileSync(first, "older");
    const files = [
      { path: first, pieces: ["newer"] },
      { path: join(directory, "none", "second"), pieces: ["newer"] },
    ];
    await expect(writeFilesWhole(files)).rejects.toThrow(FileError);
    expect([readFileSync(first, "utf8"), readdirSync(directory)]).toEqual(["older", ["first"]]);
  });

  it("keeps the mode of a file that it replaces", async () => {
    const path = join(temporaryDirectory(), "secret");
    writeFileSync(path, "older");
    chmodSync(path, 0o600);
    await writeFilesWhole([{ path, pieces: ["newer"] }]);
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["newer", 0o600]);
  });

  it("writes a text that is longer than the longest string", async () => {
    const path = join(temporaryDirectory(), "long");
    const piece = "x".repeat(2 ** 20);
    await writeFilesWhole([{ path, pieces: Array.from({ length: 600 }, () => piece) }]);
    expect(statSync(path).size).toBe(600 * piece.length);
    expect(600 * piece.length).toBeGreaterThan(constants.MAX_STRING_LENGTH);
  });

  it("writes a name as long as the system allows", async () => {
    const path = join(temporaryDirectory(), "n".repeat(255));
    await checkWritable(path);
    await writeFilesWhole([{ path, pieces: ["text"] }]);
    expect(readFileSync(path, "utf8")).toBe("text");
  });

  it("leaves the drafts of another process alone", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "result.json");
    const drafts = new Drafts();
    const other = drafts.create(directory);
    await writeFilesWhole([{ path, pieces: ["text"] }]);
    await expect(writeFilesWhole([{ path: directory, pieces: ["text"] }])).rejects.toThrow(FileError);
    expect(readdirSync(directory).sort()).toEqual([basename(other), "result.json"].sort());
    drafts.close();
    expect(readdirSync(directory)).toEqual(["result.json"]);
  });

  it("says why it could not write", async () => {
    const directory = join(temporaryDirectory(), "folder");
    mkdirSync(directory);
    await expect(writeFilesWhole([{ path: directory, pieces: [""] }])).rejects.toThrow(`cannot write ${directory}: it is a directory`);
    expect(existsSync(directory)).toBe(true);
  });
});

describe("checkWritable", () => {
  it("refuses a name that is too long, before the work", async () => {
    const path = join(temporaryDirectory(), "n".repeat(256));
    await expect(checkWritable(path)).rejects.toThrow(`cannot write ${path}: its name is too long`);
  });

  it("accepts a new file, and a device whatever its directory", async () => {
    const directory = temporaryDirectory();
    await expect(checkWritable(join(directory, "new"))).resolves.toBeUndefined();
    await expect(checkWritable("/dev/null")).resolves.toBeUndefined();
  });
});

describe("drafts", () => {
  it("have unique names even at the same time and process id", () => {
    const directory = temporaryDirectory();
    const drafts = new Drafts();
    const clock = vi.spyOn(process.hrtime, "bigint");
    for (const nanoseconds of [1n, 1n, 2n]) clock.mockReturnValueOnce(nanoseconds);
    const paths = [drafts.create(directory), drafts.create(directory)];
    expect(new Set(paths).size).toBe(2);
    vi.restoreAllMocks();
    drafts.close();
  });

  it("remove their listeners", () => {
    const counts = () => ["exit", "SIGTERM", "SIGHUP"].map((event) => process.listenerCount(event));
    const before = counts();
    new Drafts().close();
    expect(counts()).toEqual(before);
  });
});
