/** `xenvmc-sim play`: serves the playground to a browser on this machine. */
import { type Command, InvalidArgumentError } from "commander";
import type { PlayOptions } from "./actions/play.js";
import type { CommandIo } from "./io.js";

const PORT_MOST = 65_535;

export function addPlayCommand(program: Command, io: CommandIo): void {
  program
    .command("play")
    .summary("watch migrations in a browser: serves the playground on this machine")
    .description(
      "Serves the playground, a page that simulates in the browser and draws every page of the guest, and prints its address. Only this machine can open it. Ctrl-C ends it. Its files are in dist/playground/ of the package, for any web server.",
    )
    .option("--port <number>", "port to listen on; 0 takes any that is free", portOf, 8320)
    .action(async (options: PlayOptions) => {
      const { playCommand } = await import("./actions/play.js");
      await playCommand(options, io);
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= PORT_MOST) return port;
  throw new InvalidArgumentError(`Expected a port, 0 to ${PORT_MOST}.`);
}
