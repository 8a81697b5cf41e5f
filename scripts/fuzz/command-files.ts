/** The files that command lines of the fuzzer name, in a directory of its own for each. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HEAD = "version: 1\nvm: { memory: 1 MiB }\nlink: { bandwidth: 1 Gbit/s }\n";
const TALK = "peers: [{ name: a, place: source, flows: [{ mode: open, message: 1 KiB, send: 1 MB/s }] }]\n";

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "quiet.yaml": HEAD,
  "talking.yaml": `${HEAD.replace("1 MiB", "64 MiB")}${TALK}timeout: 2 s\n`,
  "written.yaml": `${HEAD}workload: [{ kind: uniform, size: 256 KiB, rate: 5 k/s }]\nengine: qemu-10.0\nruns: 2\ntimeout: 2 s\n`,
  "traced.yaml": `${HEAD}workload: [{ kind: trace, file: trace.csv }]\n`,
  "trace.csv": "0,1\n0.01,2\n",
  "faulty.yaml": "version: 1\nvm: { memory: 1 GiBs }\nlinks: 3\n",
  "torn.yaml": "version: 1\nvm: { memory: ",
  "bytes.yaml": Uint8Array.of(0xff, 0xfe, 0, 0x80, 27, 0x5b),
  "empty.yaml": "",
  "stops.js": 'export default ({ iteration }) => (iteration > 1 ? "stop" : "continue");\n',
  "answers-nonsense.js": "export default () => 42;\n",
  "throws.js": 'throw new Error("no\\u001b[31m policy");\n',
  "no-module.js": "export default (;\n",
  "engine.js":
    'export const createEngine = ({ send, suspend }) => ({ name: "own", *migrate() { yield* suspend({ kind: "forced", converged: false, detail: "At once." }); } });\n',
};

export const FILE_NAMES: readonly string[] = [...Object.keys(FILES), "missing.yaml", "folder", "folder/missing.yaml", "-", ""];

/** A new directory with all of the files. */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-arguments-"));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(directory, name), content);
  mkdirSync(join(directory, "folder"));
  return directory;
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** Names of what has been written or changed in the directory since it was made. */
export function changesIn(directory: string): string[] {
  const present = readdirSync(directory, { recursive: true }).map(String);
  const changed = present.filter((name) => name !== "folder" && !isAsMade(directory, name));
  return [...changed, ...Object.keys(FILES).filter((name) => !present.includes(name))];
}

function isAsMade(directory: string, name: string): boolean {
  const content = FILES[name];
  if (content === undefined || !statSync(join(directory, name)).isFile()) return false;
  return Buffer.from(content).equals(readFileSync(join(directory, name)));
}
