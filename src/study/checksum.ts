/** CRC-32 (ISO 3309, as in zip and PNG) of a text in UTF-8: finds every row with a damaged byte. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let code = byte;
  for (let bit = 0; bit < 8; bit++) code = (code & 1) === 1 ? (code >>> 1) ^ 0xedb88320 : code >>> 1;
  return code;
});

/** Eight hexadecimal digits. */
export function checksumOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let code = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) code = (TABLE[(code ^ (bytes[index] as number)) & 0xff] as number) ^ (code >>> 8);
  return ((code ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}
