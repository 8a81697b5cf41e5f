/** The `study:` block of a scenario file: its keys. Axes, variants and goals name fields and figures, and are checked by `src/study`. */
import * as v from "valibot";
import { listOf, plainNumber, words } from "./fields.js";
import { about, described, meaning } from "./json-schema-only.js";
import { closedObject } from "./mapping.js";

const mappingOf = (description: string) => described(v.record(v.string(), v.unknown()), description);

const figureSchema = closedObject(
  () => ({
    x: words(meaning("Axis of the study to plot along: its name, or the last part of its path.")),
    y: words(meaning("Figure to plot: totalSeconds, downtimeSeconds, or any other total.")),
    lines: v.optional(words(meaning("Axis with one line per value, or variant."))),
    panels: v.optional(words(meaning("Axis with one panel per value, or variant."))),
  }),
  about("Study figure", "One figure of the report of a study."),
);

export const studySchema = closedObject(
  () => ({
    question: v.optional(words(meaning("What the study is to answer; the title of its report."))),
    vary: v.optional(
      mappingOf(
        meaning(
          "Axes, of which every combination is a point. The key is a field's path as in --set, the value a list of its values, or { from, to, steps, scale: lin or log }. An axis of several fields has a name of its own and a list of { label, set: { path: value } }.",
        ),
      ),
    ),
    variants: v.optional(
      mappingOf(
        meaning(
          "Variants compared at every point on the same seeds: a name, and the fields it sets, { path: value }; the first is the base.",
        ),
      ),
    ),
    runs: v.optional(
      plainNumber(
        { min: 1, max: 1e6, integer: true },
        meaning("Runs of each variant at each point. Default: the scenario's runs if above 1, else 10; under the fidelity expected 1."),
      ),
    ),
    until: v.optional(
      mappingOf(
        meaning(
          "Instead of runs: runs are added until the half width of the mean's 95 % interval is at most this, as a share of the mean or in the figure's unit: { totalSeconds: 1 %, atMost: 200 }.",
        ),
      ),
    ),
    goals: v.optional(mappingOf(meaning('Goals: a figure and its bound, { downtimeSeconds: "< 1 s" }. Each run meets them or not.'))),
    figures: v.optional(listOf(figureSchema, meaning("Figures of the report. Default: chosen from the axes."))),
  }),
  about("Study", "Axes, variants and runs: what `xenvmc-sim study` computes. Other commands take the scenario alone."),
);
