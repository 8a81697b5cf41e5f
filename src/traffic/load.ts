/**
 * Loads the models of channels and traffic on first use. In the package they are a file of their own, `dist/traffic.js`: a guest without
 * peers never needs them.
 */

/** Kept, as each `import()` of a loaded module takes some 10 us. */
let loaded: typeof import("./with-peers.js") | undefined;

export async function loadTraffic(): Promise<typeof import("./with-peers.js")> {
  loaded ??= await import("./with-peers.js");
  return loaded;
}
