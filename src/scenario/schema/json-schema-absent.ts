/** Replaces `json-schema-only.ts` in the library's bundle: the same exports without texts. A test compares the two. */

export function meaning(): void {}
export function about(): void {}

export function described<Schema>(schema: Schema): Schema {
  return schema;
}

export function withDefault<Schema>(schema: Schema): Schema {
  return schema;
}

export function lookOfQuantity(): void {}
export function lookOfNumber(): void {}
export function lookOfNames(): void {}
export function lookOfNumbers(): void {}
export function lookOfEither(): void {}
export function lookOfFlagOr(): void {}
export function lookOfKinds(): void {}
