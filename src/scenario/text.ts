/** YAML and JSON text to plain values, with the place of every value remembered. */
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { ConfigIssue } from "./config-error.js";
import type { Path } from "./issues.js";
import type { Position } from "./origin.js";

export interface ScenarioText {
  readonly value: unknown;
  /** Faults of the text itself. */
  readonly issues: readonly ConfigIssue[];
  /** False where the text is so broken that its value says nothing. */
  readonly readable: boolean;
  /** Whether the text has something other than null at a path. */
  holds(path: Path): boolean;
  /** Where the value at a path stands, or its key; where there is none, the nearest thing around it. */
  locate(path: Path, atKey: boolean): Position | undefined;
}

/** Reads text. A key written twice is a fault, but the rest is still worth checking; after any other fault it is not. */
export function readScenarioText(text: string): ScenarioText {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
    return readDocument(document, (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col) };
    });
  } catch (error) {
    // Nesting that exhausts the stack, aliases without end or without an anchor: the parser throws rather than reports.
    const reason = error instanceof Error ? plainReason(error) : String(error);
    return { value: undefined, issues: [textIssue(reason)], readable: false, holds: () => false, locate: () => undefined };
  }
}

const ALIASES_LIMIT = 100;

function readDocument(document: Document.Parsed, at: (offset: number) => Position): ScenarioText {
  const faults = [...document.errors, ...document.warnings];
  const all = faults.map((fault) => ({ ...textIssue(plainReason(fault)), ...at(fault.pos[0]) }));
  const issues = all.find((issue) => issue.received.endsWith(TOO_DEEP)) === undefined ? withoutRepeats(all) : [textIssue(TOO_DEEP)];
  const readable = faults.every((fault) => fault.code === "DUPLICATE_KEY");
  const locate = (path: Path, atKey: boolean): Position | undefined => {
    const offset = offsetOf(document, path, atKey);
    return offset === undefined ? undefined : at(offset);
  };
  const holds = (path: Path): boolean => {
    const node = nodeAt(document, path);
    return node !== undefined && node !== null && !(isScalar(node) && node.value === null);
  };
  return { value: readable ? document.toJS({ maxAliasCount: ALIASES_LIMIT }) : undefined, issues, readable, holds, locate };
}

const TOO_DEEP = "it is nested too deeply";

/** The parser's own words, but for those that speak of its programming interface or of its stack. */
function plainReason(error: Error): string {
  if (/call stack/i.test(error.message)) return TOO_DEEP;
  if (error.message.includes("multiple documents")) return "it holds more than one document";
  if (error.message.includes("Excessive alias count")) return "its aliases unfold into too much";
  return error.message;
}

/** One fault is often reported again by every level around it. */
function withoutRepeats(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const key = (issue: ConfigIssue): string => `${issue.line}:${issue.column}:${issue.received}`;
  return [...new Map(issues.map((issue) => [key(issue), issue])).values()];
}

function textIssue(reason: string): ConfigIssue {
  return { path: "", expected: "well-formed YAML or JSON", received: `this fault: ${reason.split("\n", 1)[0] ?? ""}` };
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
