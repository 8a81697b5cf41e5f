/** Pictures of pixels as PNG (RFC 2083): a palette of 256 colours, one byte a pixel. */
import { zlibSync } from "fflate";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** `pixels`: width x height indices of the palette, row by row from the top. `palette`: red, green, blue of each index, 256 at most. */
export function encodePng(
  width: number,
  height: number,
  pixels: Uint8Array,
  palette: readonly (readonly [number, number, number])[],
): Uint8Array {
  if (pixels.length !== width * height) throw new RangeError(`encodePng: expected ${width * height} pixels, received ${pixels.length}`);
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const bitDepth = 8;
  const indexed = 3;
  const header = [...word(width), ...word(height), bitDepth, indexed, 0, 0, 0];
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk("IHDR", header),
    ...chunk("PLTE", palette.flat()),
    ...chunk("IDAT", zlibSync(rows, { level: 9 })),
    ...chunk("IEND", []),
  ]);
}

export function pngAddress(png: Uint8Array): string {
  return `data:image/png;base64,${btoa(Array.from(png, (byte) => String.fromCharCode(byte)).join(""))}`;
}

function chunk(type: string, data: Iterable<number>): number[] {
  const body = [...Array.from(type, (letter) => letter.charCodeAt(0)), ...data];
  return [...word(body.length - 4), ...body, ...word(checksum(body))];
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** CRC-32 of a chunk's type and data, bit by bit. */
function checksum(bytes: readonly number[]): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
