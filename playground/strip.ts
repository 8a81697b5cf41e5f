/** Rounds as bars against simulated time, with a line at the time shown on the map. */
import type { Round } from "../src/index.js";

export interface StripColours {
  readonly bar: string;
  readonly paused: string;
  readonly line: string;
  readonly paper: string;
}

export function drawStrip(
  canvas: HTMLCanvasElement,
  rounds: readonly Round[],
  endSeconds: number,
  seconds: number,
  { bar, paused, line, paper }: StripColours,
): void {
  const ratio = globalThis.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  const most = rounds.reduce((largest, { pagesSent }) => Math.max(largest, pagesSent), 1);
  const at = (time: number): number => (endSeconds > 0 ? (time / endSeconds) * width : 0);
  for (const { startSeconds, durationSeconds, pagesSent, live } of rounds) {
    const left = at(startSeconds);
    const wide = Math.max(ratio, at(startSeconds + durationSeconds) - left - ratio);
    const high = Math.max(ratio, (pagesSent / most) * (height - 4 * ratio));
    context.fillStyle = live ? bar : paused;
    context.fillRect(left, height - high, wide, high);
    if (live) continue;
    // Striped too, so that the pause is seen without colour.
    context.fillStyle = paper;
    for (let stripe = height - high; stripe < height; stripe += 6 * ratio) context.fillRect(left, stripe, wide, 2 * ratio);
  }
  context.fillStyle = line;
  context.fillRect(Math.min(width - 2 * ratio, at(seconds)), 0, 2 * ratio, height);
}
