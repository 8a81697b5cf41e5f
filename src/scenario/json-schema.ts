/** The JSON Schema of a scenario. */
import { scenarioSchema } from "./schema/scenario.js";

/** JSON Schema (draft 2020-12) of a scenario as users write it. The converter is loaded on the first call. */
export async function scenarioJsonSchema(): Promise<Record<string, unknown>> {
  const { toJsonSchema } = await import("@valibot/to-json-schema");
  const schema = toJsonSchema(scenarioSchema, { target: "draft-2020-12", typeMode: "input" });
  return { title: "xenvmc-sim scenario, version 1", ...schema };
}
