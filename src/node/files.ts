/** Files as the command line needs them: read as text or refused in one sentence, written whole or not at all. */
import { access, constants, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { reasonOf } from "./reasons.js";

/** A file that cannot be read or written as asked; the message is one line for a person. */
export class FileError extends Error {
  override readonly name = "FileError";
}

export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

/** The text of a file in UTF-8. @throws FileError where it is missing, a directory, unreadable or no text. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new FileError(`cannot read ${path}: ${reasonOf(error)}`);
  });
  return decodeText(bytes, path);
}

/** @throws FileError where the bytes are not UTF-8 or hold a NUL: some other kind of file. */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.includes(0)) throw new FileError(`cannot read ${name}: it is not a text file`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(`cannot read ${name}: it is not text in UTF-8`);
  }
}

/** Checks, before any work is done, that a file can come to lie at `path`. @throws FileError */
export async function checkWritable(path: string): Promise<void> {
  const target = await stat(path).catch(() => undefined);
  if (target?.isDirectory()) throw new FileError(`cannot write ${path}: it is a directory`);
  const directory = await stat(dirname(path)).catch(() => undefined);
  if (directory === undefined) throw new FileError(`cannot write ${path}: there is no directory ${dirname(path)}`);
  if (!directory.isDirectory()) throw new FileError(`cannot write ${path}: ${dirname(path)} is not a directory`);
  // A file is written beside its place first; a pipe or a device is written to where it is.
  const isReplaceable = target === undefined || target.isFile();
  const written = isReplaceable ? dirname(await placeOf(path)) : path;
  await access(written, isReplaceable ? constants.W_OK | constants.X_OK : constants.W_OK).catch((error: unknown) => {
    throw new FileError(`cannot write ${path}: ${written} cannot be written to: ${reasonOf(error)}`);
  });
}

/** True where two paths lead to one file, whether there is one yet or not. */
export async function isSameFile(left: string, right: string): Promise<boolean> {
  return (await placeOf(left)) === (await placeOf(right));
}

/** Where a file is or would come to lie, with no link left on the way. */
async function placeOf(path: string): Promise<string> {
  const whole = await realpath(path).catch(() => undefined);
  return whole ?? join(await realpath(dirname(path)).catch(() => resolve(dirname(path))), basename(path));
}

/**
 * Writes files whole: each is first written beside its place under another name, and only when all are complete do they take
 * their places. Something that is no regular file (a pipe, /dev/null) is written to directly. @throws FileError
 */
export async function writeFilesWhole(files: readonly PlannedFile[]): Promise<void> {
  const drafts: { readonly draft: string; readonly target: string }[] = [];
  try {
    for (const { path, text } of files) {
      const target = await realpath(path).catch(() => path);
      const existing = await stat(target).catch(() => undefined);
      const isReplaceable = existing === undefined || existing.isFile();
      const place = isReplaceable ? join(dirname(target), `.${basename(target)}.${process.pid}.part`) : target;
      if (isReplaceable) drafts.push({ draft: place, target });
      await writeText(place, text, isReplaceable ? "wx" : "w", existing?.mode);
    }
    for (const { draft, target } of drafts) await rename(draft, target);
  } catch (error) {
    await Promise.all(drafts.map(({ draft }) => rm(draft, { force: true })));
    throw new FileError(`cannot write ${files.map((file) => file.path).join(" and ")}: ${reasonOf(error)}`);
  }
}

async function writeText(path: string, text: string, flags: "w" | "wx", mode: number | undefined): Promise<void> {
  const handle = await open(path, flags, mode);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
