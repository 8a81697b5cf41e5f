/**
 * Loads post-copy before a migration that may come to it. In the package it is a file of its own, `dist/postcopy.js`: pre-copy never
 * needs it.
 */
type WaitingGuest = typeof import("./waiting-guest.js");

let loaded: WaitingGuest | undefined;

export async function loadPostcopy(): Promise<void> {
  loaded ??= await import("./waiting-guest.js");
}

/** @throws Error before `loadPostcopy` has been awaited */
export function loadedPostcopy(): WaitingGuest {
  if (loaded === undefined) throw new Error("post-copy has not been loaded");
  return loaded;
}
