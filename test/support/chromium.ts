/** A browser and a server for tests: headless Chromium, and files served from memory. */
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TYPES: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm" };

/** Whether a browser is installed. */
export const HAS_CHROMIUM = existsSync(EXECUTABLE);

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** A file to serve, by its path; the path determines the type. */
export type ServedFiles = Readonly<Record<string, () => string | Buffer>>;

export interface TestServer {
  /** `http://127.0.0.1:...`, without a slash at the end. */
  readonly origin: string;
  close(): void;
}

/** Serves `files`, each with `headers`, from a free port of this machine. */
export async function serve(files: ServedFiles, headers: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const body = files[path];
    const type = TYPES[path.split(".").at(-1) ?? ""] ?? (path.endsWith("/") ? "text/html" : "text/plain");
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type, ...headers }).end(body?.());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
