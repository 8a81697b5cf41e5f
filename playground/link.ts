/**
 * Texts in the address: `#1,` and a scenario, or `#2,` and a scenario with variants as a JSON list of both texts; deflated, in base64url. The
 * number is the format's version.
 */
import type { Written } from "./protocol.js";

/** Characters of a link, and bytes of the text in it, at most: shipped scenarios take some 500 and 2,000. */
const CHARACTERS_MOST = 64 * 1024;
const BYTES_MOST = 256 * 1024;
const DAMAGED = "This link is damaged: its text cannot be read. Copy all of it.";

/** What a link says that this page does not open, in words for its reader. */
export class LinkError extends Error {}

export async function toLink({ scenario, variants }: Written): Promise<string> {
  const [version, text] = variants === "" ? [1, scenario] : [2, JSON.stringify([scenario, variants])];
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `#${version},${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The texts in the part of an address after and with `#`; undefined for an empty one. @throws LinkError */
export async function fromLink(hash: string): Promise<Written | undefined> {
  if (hash.length <= 1) return undefined;
  if (hash.length > CHARACTERS_MOST) {
    throw new LinkError(
      `This link has ${hash.length.toLocaleString("en-US")} characters. Links of this page have at most 65,536, so it was not opened.`,
    );
  }
  const [, version, coded = ""] = hash.match(/^#(\d{1,6}),([\w-]*)$/) ?? [];
  if (version === undefined) throw new LinkError("This link does not hold a scenario: expected #1, and its text, deflated, in base64url.");
  if (version !== "1" && version !== "2") throw new LinkError(`This link is of format ${version}; this page opens formats 1 and 2.`);
  const text = await inflated(coded);
  return version === "1" ? { scenario: text, variants: "" } : bothOf(text);
}

function bothOf(text: string): Written {
  let both: unknown;
  try {
    both = JSON.parse(text);
  } catch {
    throw new LinkError(DAMAGED);
  }
  const [scenario, variants, ...more] = Array.isArray(both) ? (both as readonly unknown[]) : [];
  if (typeof scenario !== "string" || typeof variants !== "string" || more.length > 0) throw new LinkError(DAMAGED);
  return { scenario, variants };
}

/** Stops at the limit, so that a small link cannot fill the memory. */
async function inflated(coded: string): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    const bytes = Uint8Array.from(atob(coded.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > BYTES_MOST) {
        await reader.cancel();
        break;
      }
      chunks.push(part.value);
    }
    if (size <= BYTES_MOST) return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(chunks).arrayBuffer());
  } catch {
    throw new LinkError(DAMAGED);
  }
  throw new LinkError("This link holds more than 256 KiB of text, so it was not opened.");
}
