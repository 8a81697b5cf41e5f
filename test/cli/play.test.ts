/** `xenvmc-sim play`: serves the files of the playground, and nothing else. */
import { type IncomingMessage, request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { playCommand } from "../../src/cli/actions/play.js";
import type { CommandIo } from "../../src/cli/io.js";
import { runCommand } from "../support/command-line.js";

const FILES: Readonly<Record<string, string>> = {
  "playground/index.html": "<!doctype html><title>page</title>",
  "playground/main.js": "page();",
  "playground/style.css": "body {}",
  "index.js": "the library",
};

describe("xenvmc-sim play", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "<!doctype html><title>page</title>"],
    ["/index.html?a=b", "text/html; charset=utf-8", "<!doctype html><title>page</title>"],
    ["/main.js", "text/javascript; charset=utf-8", "page();"],
    ["/style.css", "text/css; charset=utf-8", "body {}"],
  ])("serves %s as %s", async (path, type, body) => {
    const { port } = await serving();
    const answer = await got(port, path);
    expect([answer.status, answer.type, answer.body]).toEqual([200, type, body]);
  });

  it.each([
    "/../index.js",
    "/..%2findex.js",
    "/%2e%2e/index.js",
    "//index.js",
    "/playground/main.js",
    "/..\\index.js",
    "/main.js/",
    "/.main.js",
    "/missing.js",
    "/package.json",
  ])("does not serve %s", async (path) => {
    const { port } = await serving();
    expect(await got(port, path)).toMatchObject({ status: 404, body: "no such file of the playground\n" });
  });

  it("takes no other method", async () => {
    const { port } = await serving();
    expect(await got(port, "/", "POST")).toMatchObject({ status: 405 });
    expect(await got(port, "/", "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  it("says which port is taken, as bad usage", async () => {
    const { port } = await serving();
    const { exitCode, stderr } = await runCommand(["play", "--port", String(port)]);
    expect([exitCode, stderr]).toEqual([2, `xenvmc-sim: cannot listen on port ${port}: it is taken; another: --port 0\n`]);
  });

  it.each(["many", "-1", "65536", "1.5", ""])("refuses the port %j", async (port) => {
    const { exitCode, stderr } = await runCommand(["play", `--port=${port}`]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Expected a port, 0 to 65535.");
  });

  it("ends when interrupted", async () => {
    const interruption = new AbortController();
    interruption.abort();
    const { exitCode, stdout } = await runCommand(["play", "--port", "0"], { signal: interruption.signal });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^The playground is at http:\/\/127\.0\.0\.1:\d+\/ - Ctrl-C ends it\.\n$/);
  });
});

/** Starts the command on a free port, until the test ends. */
async function serving(): Promise<{ readonly port: number }> {
  const interruption = new AbortController();
  let said = (_text: string): void => {};
  const address = new Promise<string>((resolve) => {
    said = resolve;
  });
  const readPackageFile = (name: string): string => {
    const text = FILES[name];
    if (text === undefined) throw new Error("no such file");
    return text;
  };
  const io = { stdout: { write: (text: string) => said(text) }, readPackageFile, signal: interruption.signal } as unknown as CommandIo;
  const ended = playCommand({ port: 0 }, io);
  onTestFinished(async () => {
    interruption.abort();
    await ended;
  });
  const [, port] = (await address).match(/:(\d+)\//) ?? [];
  return { port: Number(port) };
}

interface Got {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** Sends the path as it is: `fetch` would tidy it. */
function got(port: number, path: string, method = "GET"): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method, host: "127.0.0.1" }, async (response: IncomingMessage) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, type: response.headers["content-type"], body });
    });
    sent.once("error", reject).end();
  });
}
