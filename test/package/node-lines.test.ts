/** The built package under the newest Node of each maintained line: the same bytes as under the Node that runs the tests. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { requireBuiltPackage } from "../support/built-package.js";

const execute = promisify(execFile);
const LINES = ["22", "24", "26"];
/** Different engines, workloads and channels; each run takes well below a second. */
const EXAMPLES = ["classic-skip", "kvm-auto-converge", "kvm-multifd", "kvm-postcopy", "kvm-xbzrle", "phases", "trace", "web-server"];
const MOST_BYTES = 2 ** 28;

/** The library as an ES module and through `require`, with pages in the core and in plain TypeScript. */
const LIBRARY = `
  const { simulate, parseScenario } = await import("./dist/index.js");
  const { createRequire } = await import("node:module");
  const required = createRequire(process.cwd() + "/")("./dist/index.js");
  const scenario = { version: 1, runs: 2, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" },
    workload: [{ kind: "zipf", size: "32 MiB", rate: "20 k/s", exponent: 0.99 }] };
  const core = await simulate(parseScenario(scenario), { pages: "core" });
  const reference = await required.simulate(required.parseScenario(scenario), { pages: "reference" });
  console.log(JSON.stringify([core, reference]));`;

beforeAll(requireBuiltPackage);

describe.each(LINES)("Node %s", (line) => {
  let binary: string | undefined;

  beforeAll(async () => {
    // Without a registry no other Node can be installed. That is a failure only in the full check.
    const fetched = execute(process.execPath, ["scripts/fetch-node.js", line]).then(({ stdout }) => stdout.trim());
    binary = process.env.CI ? await fetched : await fetched.catch(() => undefined);
  });

  it("is of that line", async (context) => {
    const newer = binary ?? context.skip();
    expect(await output(newer, ["--version"])).toMatch(new RegExp(`^v${line}\\.`));
  });

  it("gives the library's bytes", async (context) => {
    const newer = binary ?? context.skip();
    const library = ["--no-warnings", "--input-type=module", "-e", LIBRARY];
    const [there, here] = await Promise.all([output(newer, library), output(process.execPath, library)]);
    expect(JSON.parse(here)).toHaveLength(2);
    expect(there).toBe(here);
  });

  it.for(EXAMPLES)("gives the command's bytes: %s", async (example, context) => {
    const newer = binary ?? context.skip();
    const command = ["dist/cli.js", "run", `examples/${example}.yaml`, "--json", "-"];
    const [there, here] = await Promise.all([output(newer, command), output(process.execPath, command)]);
    expect(JSON.parse(here).runs.length).toBeGreaterThan(0);
    expect(there).toBe(here);
  });
});

it("has the same Node lines as scripts/fetch-node.js", () => {
  const [, versions = ""] = readFileSync("scripts/fetch-node.js", "utf8").match(/NODE_LINES = \{([^}]*)\}/) ?? [];
  expect([...versions.matchAll(/(\d+): "(\d+)\.\d+\.\d+"/g)].map(([, line, major]) => [line, major])).toEqual(
    LINES.map((line) => [line, line]),
  );
});

async function output(binary: string, argv: readonly string[]): Promise<string> {
  const { stdout } = await execute(binary, argv, { maxBuffer: MOST_BYTES });
  return stdout;
}
