/** A queue of numbers that grows as needed. */
export class Fifo {
  #ring = new Float64Array(64);
  #first = 0;
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get length(): number {
    return this.#count;
  }

  /** The number that comes out next; Infinity where there is none. */
  get head(): number {
    return this.#count === 0 ? Infinity : (this.#ring[this.#first] as number);
  }

  push(value: number): void {
    if (this.#count === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#count) & (this.#ring.length - 1)] = value;
    this.#count++;
  }

  /** Takes the next number out. Must not be called on an empty queue. */
  shift(): number {
    const value = this.#ring[this.#first] as number;
    this.#first = (this.#first + 1) & (this.#ring.length - 1);
    this.#count--;
    return value;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let index = 0; index < this.#count; index++) yield this.#ring[(this.#first + index) & (this.#ring.length - 1)] as number;
  }

  #grow(): void {
    const wider = new Float64Array(2 * this.#ring.length);
    for (let index = 0; index < this.#count; index++) wider[index] = this.#ring[(this.#first + index) & (this.#ring.length - 1)] as number;
    this.#ring = wider;
    this.#first = 0;
  }
}
