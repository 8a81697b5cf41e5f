/** The JSON Schema of a scenario. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { traitsOf } from "./schema/mapping.js";
import { scenarioSchema } from "./schema/scenario.js";

/** JSON Schema (draft 2020-12) of a scenario as users write it. */
export async function scenarioJsonSchema(): Promise<Record<string, unknown>> {
  const schema = toJsonSchema(scenarioSchema, {
    target: "draft-2020-12",
    typeMode: "input",
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      const { oneOf, title, description } = traitsOf(valibotSchema);
      return {
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        ...jsonSchema,
        ...(oneOf === undefined ? {} : { oneOf: oneOf.map((key) => ({ required: [key] })) }),
      };
    },
  });
  return { ...schema };
}
