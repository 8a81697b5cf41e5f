/** The worker, as the page asks it. */
import type { Answer, Detail, Edit, Frame, PageRange, Request, Written } from "./protocol.js";

type Kind = Answer["kind"];
type Of<Name extends Kind> = Extract<Answer, { readonly kind: Name }>;

export class Client {
  readonly #worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  /** Answers to the texts or logs that were opened last, one after another. */
  readonly #onShown: (answer: Answer) => void;
  #lastId = 0;
  #shownId = 0;

  constructor(onShown: (answer: Answer) => void, onBroken: (message: string) => void) {
    this.#onShown = onShown;
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#take(data);
    this.#worker.onerror = ({ message }) => onBroken(message);
  }

  open(written: Written, value?: object): void {
    this.#shownId = ++this.#lastId;
    this.#send({ kind: "open", id: this.#shownId, written, value });
  }

  calibrate(logs: readonly File[]): void {
    this.#shownId = ++this.#lastId;
    this.#send({ kind: "calibrate", id: this.#shownId, logs });
  }

  /** The texts after the edit, or the faults that stand in its way. */
  edit(written: Written, edit: Edit): Promise<Of<"written"> | Of<"faults"> | Of<"failed">> {
    return this.#ask((id) => ({ kind: "edit", id, written, edit })) as Promise<Of<"written"> | Of<"faults"> | Of<"failed">>;
  }

  /** Of each variant; empty if that fails. */
  async batches(seconds: number, fromSeconds: number): Promise<readonly (readonly Frame[])[]> {
    const answer = await this.#ask((id) => ({ kind: "batches", id, seconds, fromSeconds }));
    return answer.kind === "batches" ? answer.batches : [];
  }

  /** Of each variant; empty if that fails. */
  async detail(seconds: number, range: PageRange): Promise<readonly (Detail | undefined)[]> {
    const answer = await this.#ask((id) => ({ kind: "detail", id, seconds, range }));
    return answer.kind === "detail" ? answer.details : [];
  }

  load(files: readonly string[]): void {
    this.#send({ kind: "load", files });
  }

  #ask(request: (id: number) => Request): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send(request(id));
    });
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting !== undefined) {
      this.#waiting.delete(answer.id);
      waiting(answer);
    } else if (answer.id === this.#shownId || answer.kind === "loaded") this.#onShown(answer);
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }
}
