/** Reads text files for the command line; every failure is a one-sentence error. */
import { type BigIntStats, fstatSync } from "node:fs";
import { open, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { reasonOf } from "./reasons.js";

/** A file that cannot be read or written; the message is one line for the user. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** The text of a file in UTF-8. @throws FileError if it is missing, a directory, unreadable, longer than `limitBytes` or not text. */
export async function readTextFile(path: string, limitBytes: number): Promise<string> {
  const refuse = (error: unknown): never => {
    throw error instanceof FileError ? error : new FileError(`cannot read ${path}: ${reasonOf(error)}`);
  };
  const file = await open(path).catch(refuse);
  try {
    const { size } = await file.stat();
    if (size > limitBytes) throw tooLong(path, limitBytes);
    return await readText(file.createReadStream(), path, limitBytes);
  } catch (error) {
    return refuse(error);
  } finally {
    await file.close();
  }
}

/** Decodes chunks of UTF-8; reads at most `limitBytes` plus one chunk. @throws FileError if the text is longer or not UTF-8 */
export async function readText(chunks: AsyncIterable<Uint8Array>, name: string, limitBytes: number): Promise<string> {
  const taken: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    taken.push(chunk);
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLong(name, limitBytes);
  }
  return decodeText(Buffer.concat(taken), name);
}

function tooLong(name: string, limitBytes: number): FileError {
  return new FileError(`cannot read ${name}: it is longer than ${limitBytes} bytes (${limitBytes / 2 ** 20} MiB)`);
}

/** Decodes UTF-8. @throws FileError if the bytes are not UTF-8 or contain a NUL, as in binary files */
export function decodeText(bytes: Uint8Array, name: string): string {
  if (bytes.includes(0)) throw new FileError(`cannot read ${name}: it is not a text file`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(`cannot read ${name}: it is not text in UTF-8`);
  }
}

/**
 * True if a path refers to the given file (a path or an open descriptor), also via symbolic links, hard links or `..`, whether
 * or not the file exists. A descriptor counts only if it is a regular file: pipes and terminals are never replaced.
 */
export async function isSameFile(path: string, file: string | number): Promise<boolean> {
  const [left, right] = await Promise.all([statOf(path), typeof file === "string" ? statOf(file) : openFileOf(file)]);
  if (left && right) return left.dev === right.dev && left.ino === right.ino;
  return left === right && typeof file === "string" && (await placeOf(path)) === (await placeOf(file));
}

function statOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch(() => undefined);
}

function openFileOf(descriptor: number): BigIntStats | undefined {
  try {
    const file = fstatSync(descriptor, { bigint: true });
    return file.isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Absolute path of a file that exists or could be created, without symbolic links. */
export async function placeOf(path: string): Promise<string> {
  const whole = await realpath(path).catch(() => undefined);
  return whole ?? join(await realpath(dirname(path)).catch(() => resolve(dirname(path))), basename(path));
}
