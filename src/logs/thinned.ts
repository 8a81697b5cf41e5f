/** A list that never grows beyond a bound: when it is full, every second item is left out, and from then on fewer are taken. */
export class ThinnedList<Item> {
  readonly #bound: number;
  #items: Item[] = [];
  #stride = 1;
  #seen = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Returns true the first time that an item is left out. */
  add(item: Item): boolean {
    const isTaken = this.#seen++ % this.#stride === 0;
    if (isTaken) this.#items.push(item);
    if (this.#items.length <= this.#bound) return false;
    this.#items = this.#items.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
    return this.#stride === 2;
  }

  /** The items kept, and `last` at the end if it is not among them. */
  toArray(last: Item | undefined): readonly Item[] {
    return last === undefined || this.#items.at(-1) === last ? this.#items : [...this.#items, last];
  }
}
