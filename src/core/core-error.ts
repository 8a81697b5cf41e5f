/** The core cannot be used as asked: a build of another ABI, or no memory. */
export class CoreError extends Error {
  override readonly name = "CoreError";
}
