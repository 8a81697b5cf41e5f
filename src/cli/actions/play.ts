/** The action of `xenvmc-sim play`: a server of the files of the playground, and of nothing else. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";

export interface PlayOptions {
  readonly port: number;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};
/** Files of the playground, all in one folder: no other path is looked for. */
const FILE = /^\/([\w-]+\.(html|js|css))$/;

/** Serves until the command is interrupted. @throws UsageError if the port is taken or not allowed. */
export async function playCommand({ port }: PlayOptions, io: CommandIo): Promise<void> {
  const server = createServer((request, response) => {
    const { body, status, type } = answerTo(request.method ?? "", request.url ?? "", io);
    response.writeHead(status, { "content-type": type, "x-content-type-options": "nosniff", "cache-control": "no-cache" });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  io.stdout.write(`The playground is at http://127.0.0.1:${taken}/ - Ctrl-C ends it.\n`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    else io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

interface Served {
  readonly body: string;
  readonly status: number;
  readonly type: string;
}

function answerTo(method: string, url: string, io: Pick<CommandIo, "readPackageFile">): Served {
  const plain = "text/plain; charset=utf-8";
  if (method !== "GET" && method !== "HEAD") return { status: 405, type: plain, body: "only GET and HEAD\n" };
  const path = url.replace(/[?#].*$/s, "");
  const [, name, ending = ""] = (path === "/" ? "/index.html" : path).match(FILE) ?? [];
  try {
    if (name !== undefined) return { status: 200, type: TYPES[ending] as string, body: io.readPackageFile(`playground/${name}`) };
  } catch {
    // No such file: said below.
  }
  return { status: 404, type: plain, body: "no such file of the playground\n" };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "it is taken; another: --port 0" : error.message;
      reject(new UsageError(`cannot listen on port ${port}: ${reason}`));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
