/** A Redis server of a test's own: Debian's redis-server on loopback, with an append-only file. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** Whether the server is installed. */
export const HAS_REDIS = spawnSync("redis-server", ["--version"]).status === 0;

export interface RedisServer {
  readonly url: string;
  /** Ends as a machine that fails: without saving anything. */
  kill(): Promise<void>;
  /** Starts again with what was on the disk. */
  start(): Promise<void>;
}

/** Starts a server whose files are in a directory. */
export async function startRedis(directory: string): Promise<RedisServer> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const settings = {
      port: String(port),
      bind: "127.0.0.1",
      dir: directory,
      appendonly: "yes",
      save: "",
      "maxmemory-policy": "noeviction",
    };
    const argv = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const started = spawn("redis-server", argv, { stdio: ["ignore", "pipe", "inherit"] });
    server = started;
    let log = "";
    await new Promise<void>((resolve, reject) => {
      started.stdout.on("data", (text) => {
        log += text;
        if (log.includes("Ready to accept connections")) resolve();
      });
      started.once("exit", () => reject(new Error(`redis-server ended:\n${log}`)));
    });
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    async kill() {
      if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
