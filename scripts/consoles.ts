/** The consoles of README and docs: the command lines that they show, and the output under each. */
/** A line in place of omitted ones. */
export const OMITTED = "...";

const CONSOLE = /```console\n(.*?)```/gs;
/** What `npm start` runs after the build. */
export const START: readonly string[] = ["examples/seed-claim/claim.js"];

/** A command line of a console and what is shown under it. */
export interface Entry {
  /** The whole line after the prompt. */
  readonly line: string;
  readonly shown: readonly string[];
}

/** The entries of a page: each a line after the prompt, and its lines of output. */
export function entriesOf(page: string): Entry[] {
  return [...page.matchAll(CONSOLE)].flatMap(([, body = ""]) => parse(body));
}

/** The page with each entry's output replaced by `renew(entry)`. */
export function renewConsoles(page: string, renew: (entry: Entry) => readonly string[]): string {
  return page.replace(CONSOLE, (_, body: string) => {
    const entries = parse(body).map((entry) => `$ ${[entry.line, ...renew(entry)].join("\n")}\n`);
    return `\`\`\`console\n${entries.join("\n").replace(/\n\n\$/g, "\n$")}\`\`\``;
  });
}

function parse(body: string): Entry[] {
  return body
    .split(/^\$ /m)
    .slice(1)
    .map((entry) => {
      const [line = "", ...shown] = entry.replace(/\n$/, "").split("\n");
      return { line, shown };
    });
}

/** Arguments of Node that run a line: the command, or the script of `npm start`; undefined for any other program. */
export function nodeArguments(line: string): readonly string[] | undefined {
  if (line === "npm start") return START;
  const command = line.match(/^npx xenvmc-sim (.+)$/)?.[1];
  return command === undefined ? undefined : ["dist/cli.js", ...wordsOf(command)];
}

/** Words of a command line; what stands in quotes is one word. */
export function wordsOf(command: string): string[] {
  return (command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
