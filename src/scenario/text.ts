/** YAML and JSON text to plain values, with the place of every value remembered. */
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { ConfigIssue } from "./config-error.js";
import type { Path } from "./issues.js";

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface ScenarioText {
  readonly value: unknown;
  /** Faults of the text itself. */
  readonly issues: readonly ConfigIssue[];
  /** False where the text is so broken that its value says nothing. */
  readonly readable: boolean;
  /** Where the value at a path stands, or its key; where there is none, the nearest thing around it. */
  locate(path: Path, atKey: boolean): Position | undefined;
}

/** Reads text. A key written twice is a fault, but the rest is still worth checking; after any other fault it is not. */
export function readScenarioText(text: string): ScenarioText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const issues: ConfigIssue[] = [...document.errors, ...document.warnings].map((error) => ({
    path: "",
    expected: "well-formed YAML or JSON",
    received: `this fault: ${firstLine(error.message)}`,
    ...at(error.pos[0]),
  }));
  const onlyTwice = document.errors.every((error) => error.code === "DUPLICATE_KEY");
  const locate = (path: Path, atKey: boolean): Position | undefined => {
    const offset = offsetOf(document, path, atKey);
    return offset === undefined ? undefined : at(offset);
  };
  if (!onlyTwice || document.warnings.length > 0) return { value: undefined, issues, readable: false, locate };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), issues, readable: true, locate };
  } catch (error) {
    const received = `this fault: ${firstLine(error instanceof Error ? error.message : String(error))}`;
    return { value: undefined, issues: [...issues, { path: "", expected: "well-formed YAML or JSON", received }], readable: false, locate };
  }
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number | undefined {
  const last = path.at(-1);
  const parent = path.length === 0 ? undefined : nodeAt(document, path.slice(0, -1));
  if (atKey && isMap(parent)) {
    for (const pair of parent.items) {
      if (isPair(pair) && isScalar(pair.key) && String(pair.key.value) === String(last) && pair.key.range) return pair.key.range[0];
    }
  }
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function nodeAt(document: Document.Parsed, path: Path): unknown {
  if (path.length === 0) return document.contents;
  return document.getIn(path, true);
}
