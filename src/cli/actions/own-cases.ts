/** Reads the validation cases that a user wrote, and the logs that they name. */
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../../index.js";
import { FileError, readTextFile } from "../../node/files.js";
import { readLogFile } from "../../node/log-file.js";
import { reasonOf } from "../../node/reasons.js";
import { TEXT_BYTES_LIMIT } from "../../text.js";
import type { CaseSet } from "../../validation/cases.js";
import { casesOfLog, type OwnCase, type OwnCaseFile, readCaseFile } from "../../validation/read-case-file.js";
import type { ValidationCase } from "../../validation/validation-case.js";

const CASE_FILE = /\.(?:json|ya?ml)$/i;

/**
 * The cases of files and folders. @throws FileError with the faults of every file, in the order given: of the text, of the scenarios, and
 * of the logs that they name
 */
export async function ownCases(places: readonly string[], signal?: AbortSignal): Promise<CaseSet> {
  const faults: string[] = [];
  const attempt = async <Value>(act: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof FileError || error instanceof ConfigError)) throw error;
      faults.push(error.message);
      return undefined;
    }
  };
  const files: string[] = [];
  for (const place of places) files.push(...((await attempt(() => filesAt(place))) ?? []));
  const titles = new Map<string, string>();
  const cases: ValidationCase[] = [];
  for (const file of files) {
    const read: OwnCaseFile | undefined = await attempt(async () => readCaseFile(await readTextFile(file, TEXT_BYTES_LIMIT), file));
    if (read === undefined) continue;
    if (!titles.has(read.group)) titles.set(read.group, read.title);
    for (const each of read.cases) cases.push(...((await attempt(() => withLog(each, file, signal))) ?? []));
  }
  const twice = cases.filter((each, index) => cases.findIndex(({ name }) => name === each.name) < index);
  for (const { name } of twice) faults.push(`two cases are named ${JSON.stringify(name)}: their names have to differ`);
  if (faults.length > 0) throw new FileError(faults.join("\n"));
  return { cases, titles: Object.fromEntries(titles) };
}

/** The file itself, or the case files of a folder by name. */
async function filesAt(place: string): Promise<string[]> {
  const refuse = (error: unknown): never => {
    throw new FileError(`cannot read ${place}: ${reasonOf(error)}`);
  };
  const isFolder = (await stat(place).catch(refuse)).isDirectory();
  if (!isFolder) return [place];
  const names = (await readdir(place).catch(refuse)).filter((name) => CASE_FILE.test(name)).sort();
  if (names.length === 0) throw new FileError(`cannot read ${place}: no file in it ends with .json, .yaml or .yml`);
  return names.map((name) => join(place, name));
}

/** The case, or one for each migration of its log. */
async function withLog(each: OwnCase, file: string, signal: AbortSignal | undefined): Promise<ValidationCase[]> {
  if (each.logFile === undefined) return [each];
  const log = resolve(dirname(file), each.logFile);
  const { migrations } = await readLogFile(log, signal);
  const cases = casesOfLog(each, migrations);
  if (cases.length === 0)
    throw new FileError(`${file}: ${each.name}: ${each.logFile} has no migration with its end and a figure to compare`);
  return cases;
}
