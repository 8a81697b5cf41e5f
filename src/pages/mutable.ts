/** An object of type `T` while it is being filled in: the same fields, without `readonly`. */
export type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };
