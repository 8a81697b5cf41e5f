/** Xen by xl(1) (https://xenbits.xen.org/docs/unstable/man/xl.1.html): `xl migrate DOMAIN HOST` has no option that bounds time or downtime. The channel is a driver within the guests. */
import { type Setting, WEIGHTS } from "../settings.js";
import type { System } from "./system.js";

export const XL: System = {
  name: "xl",
  base: () => ({}),
  choices: ({ channel, peers }) => [peers.length === 0 ? [] : channelChoices(channel?.kind)],
  words: ({ channel, peers }) => [
    "xl migrate GUEST HOST",
    ...(peers.length === 0 || channel === undefined ? [] : [`# the guests' traffic over ${channel.kind}`]),
  ],
};

function channelChoices(kind: string | undefined): Setting[] {
  return (["netfront", "xenvmc", "xenvmc-modified"] as const)
    .filter((name) => name !== kind)
    .map((name) => ({ knobs: ["channel"], label: `channel ${name}`, set: { channel: name }, weight: WEIGHTS.service }));
}
