/** Writes files completely or not at all. */
import { openSync } from "node:fs";
import { access, constants, type FileHandle, open, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { inBatches } from "./batches.js";
import { Drafts } from "./drafts.js";
import { FileError, placeOf } from "./files.js";
import { reasonOf } from "./reasons.js";

export interface PlannedFile {
  readonly path: string;
  /** The text in pieces, so that it may exceed the maximum string length. */
  readonly pieces: Iterable<string>;
}

/** Checks before any work that a file can be written to `path`. @throws FileError */
export async function checkWritable(path: string): Promise<void> {
  const target = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new FileError(`cannot write ${path}: ${reasonOf(error)}`);
  });
  if (target?.isDirectory()) throw new FileError(`cannot write ${path}: it is a directory`);
  const directory = await stat(dirname(path)).catch(() => undefined);
  if (directory === undefined) throw new FileError(`cannot write ${path}: there is no directory ${dirname(path)}`);
  if (!directory.isDirectory()) throw new FileError(`cannot write ${path}: ${dirname(path)} is not a directory`);
  // A regular file is replaced by its draft; a pipe or a device is written directly.
  const isReplaceable = target === undefined || target.isFile();
  const written = isReplaceable ? dirname(await placeOf(path)) : path;
  await access(written, isReplaceable ? constants.W_OK | constants.X_OK : constants.W_OK).catch((error: unknown) => {
    throw new FileError(`cannot write ${path}: ${written} cannot be written to: ${reasonOf(error)}`);
  });
}

/**
 * Writes each file as a draft in its directory first, and moves the drafts to their targets only when all are complete.
 * Pipes and devices, such as /dev/null, are written directly. @throws FileError
 */
export async function writeFilesWhole(files: readonly PlannedFile[]): Promise<void> {
  if (files.length === 0) return;
  const drafts = new Drafts();
  const complete: { readonly draft: string; readonly target: string; readonly path: string }[] = [];
  try {
    for (const { path, pieces } of files) {
      await named(path, async () => {
        const target = await placeOf(path);
        const existing = await stat(target).catch(() => undefined);
        if (existing?.isFIFO()) return writeToPipe(target, pieces);
        if (existing !== undefined && !existing.isFile()) return writeThrough(await open(target, "w"), pieces);
        const draft = drafts.create(dirname(target), existing?.mode);
        await writeThrough(await open(draft, "r+"), pieces);
        complete.push({ draft, target, path });
      });
    }
    for (const { draft, target, path } of complete) await named(path, async () => drafts.place(draft, target));
  } finally {
    drafts.close();
  }
}

/** Adds the path to the error of a failed write. */
async function named(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof Error && "code" in error) throw new FileError(`cannot write ${path}: ${reasonOf(error)}`);
    throw error;
  }
}

async function writeThrough(handle: FileHandle, pieces: Iterable<string>): Promise<void> {
  try {
    for (const text of inBatches(pieces)) await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

const READER_SECONDS = 0.05;

/** Polls for a reader of the pipe: a thread blocked in the system would delay the end of the process. */
async function writeToPipe(path: string, pieces: Iterable<string>): Promise<void> {
  const socket = new Socket({ fd: await openWithReader(path), readable: false, writable: true });
  const failed = new Promise<never>((_, reject) => socket.once("error", reject));
  // The error is reported by the write that awaits it.
  failed.catch(() => {});
  const settled = (start: (done: () => void) => void) => Promise.race([failed, new Promise<void>(start)]);
  for (const text of inBatches(pieces)) await settled((done) => socket.write(text, () => done()));
  await settled((done) => socket.end(done));
}

async function openWithReader(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
      await wait(READER_SECONDS * 1000);
    }
  }
}
