/** `T` without `readonly` on its fields, for an object under construction. */
export type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };
