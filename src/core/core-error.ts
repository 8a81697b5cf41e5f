/** The core cannot be used: it was built for another ABI, or there is not enough memory. */
export class CoreError extends Error {
  override readonly name = "CoreError";
}
