/**
 * Reads YAML and JSON text into plain values by the package `yaml`, with limits enforced before it composes anything: its lexer and parser are
 * run token by token, so that excessive depth, length, and constructs that are slow to compose are refused at their position.
 */
import { Composer, CST, type Document, isScalar, Lexer, Parser } from "yaml";
import { ALIASES_LIMIT, DEPTH_LIMIT, SCALAR_LIMIT, TOKENS_LIMIT } from "../limits.js";
import { jsonCommentIn, lineAt, NO_COMMENT } from "./json-comments.js";
import { PlainValues } from "./plain-values.js";
import { type TextFault, TOO_DEEP } from "./text-fault.js";

export interface YamlText {
  readonly document: Document.Parsed | undefined;
  readonly value: unknown;
  /** At most 50 faults in text order. */
  readonly faults: readonly TextFault[];
  readonly moreFaults: number;
  /** False if the value is meaningless: after any fault except a duplicate key. */
  readonly isReadable: boolean;
  /** True if the text has only white space and comments. */
  readonly isEmpty: boolean;
  /** True if the text was refused for its number of tokens. */
  readonly isBeyondTokens: boolean;
}

/** Reads a text. For a duplicate key the first value is used. */
export function readYaml(text: string): YamlText {
  const bounded = readTokens(text);
  if (!Array.isArray(bounded)) return unreadable(bounded);
  const documents = [...new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "error" }).compose(bounded, true, text.length)];
  const [document, second] = documents as Document.Parsed[];
  if (document === undefined) return unreadable({ offset: 0, expected: WELL_FORMED, received: "nothing" });
  if (second !== undefined) return unreadable({ offset: second.range[0], expected: "one document", received: "a second one" });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return unreadable({ offset: error.pos[0], expected: WELL_FORMED, received: reasonOf(error.message) });
  const reader = new PlainValues();
  const value = reader.read(document.contents);
  const { faults, moreFaults, isReadable } = reader;
  return {
    document,
    value,
    faults,
    moreFaults,
    isReadable,
    isEmpty: document.contents === null || isEmptyScalar(document.contents),
    isBeyondTokens: false,
  };
}

const WELL_FORMED = "well-formed YAML or JSON";

function unreadable(fault: TextFault): YamlText {
  return {
    document: undefined,
    value: undefined,
    faults: [fault],
    moreFaults: 0,
    isReadable: false,
    isEmpty: false,
    isBeyondTokens: fault.expected === FEW_TOKENS,
  };
}

/** The first line of the parser's message. */
function reasonOf(message: string): string {
  return `this fault: ${message.split("\n", 1)[0] ?? ""}`;
}

function isEmptyScalar(node: unknown): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "" && node.anchor === undefined && node.tag === undefined;
}

/** Tokens on the parser's stack besides lists and mappings: the document and the current value. */
const STACK_BESIDE = 2;

/** The parser's tokens, or the first violation of a limit. */
function readTokens(text: string): CST.Token[] | TextFault {
  const control = controlCharacterIn(text);
  if (control >= 0) return { offset: control, expected: "text without control characters", received: JSON.stringify(text[control]) };
  const comment = jsonCommentIn(text);
  if (comment >= 0) return { offset: comment, expected: NO_COMMENT, received: JSON.stringify(lineAt(text, comment)) };
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const bounds = new Bounds();
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    for (const token of parser.next(lexeme)) tokens.push(token);
    const fault = bounds.exceededBy(lexeme, parser.stack.length);
    if (fault) return { offset, ...fault };
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Offset of the first control character other than tabs and line ends; -1 if there is none. */
function controlCharacterIn(text: string): number {
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code >= 0x20 || code === 0x09 || code === 0x0a) continue;
    if (code !== 0x0d || text.charCodeAt(offset + 1) !== 0x0a) return offset;
  }
  return -1;
}

/** Enforces the limits on tokens, depth, anchors and lengths, which determine the time of parser and composer. */
class Bounds {
  #tokens = 0;
  #anchors = 0;

  exceededBy(lexeme: string, stackLength: number): Omit<TextFault, "offset"> | undefined {
    const kind = CST.tokenType(lexeme);
    if (stackLength > DEPTH_LIMIT + STACK_BESIDE) return { expected: TOO_DEEP, received: "a deeper one" };
    if (++this.#tokens > TOKENS_LIMIT) return { expected: FEW_TOKENS, received: "a longer one" };
    if (kind === "anchor" && ++this.#anchors > ALIASES_LIMIT) return { expected: `at most ${ALIASES_LIMIT} anchors`, received: "more" };
    if (kind === "explicit-key-ind") return { expected: "a key without a question mark before it", received: "a question mark" };
    if (lexeme.length <= SCALAR_LIMIT || kind === "comment") return undefined;
    return { expected: `a value of at most ${SCALAR_LIMIT} characters`, received: "a longer one" };
  }
}

const FEW_TOKENS = `a text of at most ${TOKENS_LIMIT} tokens`;
