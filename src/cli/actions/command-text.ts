/** Commands as texts that a shell reads back, for the end of a report. */
import { isModule } from "../options.js";

/** What was given for an option: its value, its values, or that it was there. */
type Given = string | readonly string[] | boolean | undefined;

/** `xenvmc-sim run scenario.yaml --set vm.memory='1 GiB'`: options in the order given, those not used left out. */
export function commandText(command: string, path: string, options: readonly (readonly [option: string, given: Given])[]): string {
  return withOptions(["xenvmc-sim", command, quoted(path)].join(" "), options);
}

/** A command with more options. */
export function withOptions(command: string, options: readonly (readonly [option: string, given: Given])[]): string {
  const typed = options.flatMap(([option, given]) => {
    if (given === undefined || given === false) return [];
    return given === true ? [option] : [given].flat().map((value) => `${option} ${quoted(value)}`);
  });
  return [command, ...typed].join(" ");
}

/** The value if it is a module, which a saved scenario does not hold. */
export function moduleOnly(value: string | undefined): string | undefined {
  return value !== undefined && isModule(value) ? value : undefined;
}

/** A word of a shell's command line. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
