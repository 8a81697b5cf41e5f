/** The core cannot be used as asked: a build of another ABI, a host that forbids WebAssembly, or no memory. */
export class CoreError extends Error {
  override readonly name: string = "CoreError";
}

/** The host refuses the memory that the core needs. */
export class OutOfMemoryError extends CoreError {
  override readonly name = "OutOfMemoryError";

  constructor(neededBytes: number, options?: ErrorOptions) {
    const mebibytes = Math.ceil(neededBytes / 2 ** 20).toLocaleString("en-US");
    super(`out of memory: the pages of this guest need ${mebibytes} MiB of WebAssembly memory, which the host refuses`, options);
  }
}
