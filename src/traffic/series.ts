/** The traffic over time, as a series of samples. */
import type { ChannelSample } from "../result/result.js";

/** Keeps the last sample of each time, and drops samples equal to the one before. */
export class Series {
  readonly samples: ChannelSample[] = [];

  add(sample: ChannelSample): void {
    if (this.samples.at(-1)?.seconds === sample.seconds) this.samples.pop();
    const last = this.samples.at(-1);
    if (last && says({ ...last, seconds: 0 }) === says({ ...sample, seconds: 0 })) return;
    this.samples.push(sample);
  }
}

function says(sample: ChannelSample): string {
  return JSON.stringify(sample);
}
