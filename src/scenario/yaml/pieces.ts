const PIECES_KEPT = 4096;

/** A text in the making: adding to a string millions of times would leave as many strings behind. */
export class Pieces {
  #text = "";
  #pieces: string[] = [];

  add(piece: string): void {
    if (piece === "") return;
    this.#pieces.push(piece);
    if (this.#pieces.length === PIECES_KEPT) this.#gather();
  }

  finish(): string {
    this.#gather();
    return this.#text;
  }

  #gather(): void {
    this.#text += this.#pieces.join("");
    this.#pieces = [];
  }
}
