/** Which files of the built package a process loaded, from the coverage that V8 wrote into `NODE_V8_COVERAGE`. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Names below `dist/`, sorted, without the chunks that the command's files share. */
export function loadedFiles(coverageDirectory: string): string[] {
  const [report = ""] = readdirSync(coverageDirectory);
  const { result } = JSON.parse(readFileSync(join(coverageDirectory, report), "utf8")) as { result: { url: string }[] };
  const dist = `${pathToFileURL(resolve("dist")).href}/`;
  const files = result.flatMap(({ url }) => (url.startsWith(dist) ? [url.slice(dist.length)] : []));
  return files.filter((file) => !file.startsWith("cli/shared-")).sort();
}
