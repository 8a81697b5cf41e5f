/** Where in a text the values and keys stand that somebody asks for. */

export class Places {
  /** Of the key, and of the value; -1 where the text has none. */
  keyOffset = -1;
  valueOffset = -1;
  readonly #inside = new Map<string | number, Places>();

  /** The places of what the key or index `step` leads to, where it was asked for. */
  at(step: string | number): Places | undefined {
    return this.#inside.get(step);
  }

  /** Asks for a path. */
  add(path: readonly (string | number)[]): void {
    let places: Places = this;
    for (const step of path) {
      const next = places.#inside.get(step) ?? new Places();
      places.#inside.set(step, next);
      places = next;
    }
  }

  /** Offset of the value at a path, or of its key; where there is none, of the nearest thing around it. */
  find(path: readonly (string | number)[], atKey: boolean): number {
    let places: Places | undefined = this;
    let offset = this.valueOffset;
    for (const [index, step] of path.entries()) {
      places = places?.at(step);
      if (places === undefined) break;
      if (atKey && index === path.length - 1 && places.keyOffset >= 0) return places.keyOffset;
      if (places.valueOffset >= 0) offset = places.valueOffset;
    }
    return offset;
  }
}
