/** The machines that the migrating one talks to and the channel between them, as users write them. */
import * as v from "valibot";
import { choice, closedObject, plainNumber, quantity, tagged, textOr } from "./fields.js";

const message = quantity("size", { above: 0 }, "Size of a message.");
const openFlow = closedObject({
  mode: v.literal("open"),
  message,
  send: v.optional(quantity("flow", { min: 0 }, "Offered rate from the migrating machine.")),
  receive: v.optional(quantity("flow", { min: 0 }, "Offered rate to the migrating machine.")),
});
const volumeFlow = closedObject({
  mode: v.literal("volume"),
  message,
  send: v.optional(quantity("size", { min: 0 }, "Bytes to send, then done.")),
  receive: v.optional(quantity("size", { min: 0 }, "Bytes to receive, then done.")),
});
const closedFlow = closedObject({
  mode: v.literal("closed"),
  message,
  outstanding: v.optional(plainNumber({ min: 1, integer: true }, "Messages under way at once.")),
  think: v.optional(quantity("time", { min: 0 }, "From an answer to the next message.")),
});

const peer = closedObject({
  name: v.string(),
  place: choice(["source", "destination", "elsewhere"], "Which host the peer is on."),
  domid: v.optional(choice(["lower", "higher"], "Which side owns the rings.")),
  flows: v.array(tagged("mode", [openFlow, volumeFlow, closedFlow])),
});
export const peersSchema = v.pipe(
  v.array(peer),
  v.description("Machines that the migrating one talks to. Not available yet: leave it empty."),
);

const kind = choice(["netfront", "xenvmc", "xenvmc-modified"], "The channel between machines of one host.");
export const channelSchema = v.pipe(
  textOr(kind, closedObject({ kind, calibration: v.optional(v.string()), guest: v.optional(v.string()), rehome: v.optional(v.boolean()) })),
  v.description("The channel that carries the flows. Not available yet: leave it out."),
);
