// A stop rule of one's own: patience that wears out. The pause may take 50 ms at first and 10 ms more with each second of copying;
// after ten minutes the migration is given up. Run it with
//   npx xenvmc-sim run examples/kvm-stop-policies.yaml --policy examples/own-policy.js
// A rule that remembers nothing needs no createPolicy: it is itself the module's default export.

/** Called for each migration anew: what is remembered is of that migration alone. */
export function createPolicy() {
  let harvestsSeen = 0;
  return ({ iteration, remainingBytes, bandwidthBytesPerSecond, linkBytesPerSecond, elapsedSeconds }) => {
    if (elapsedSeconds > 600) return "abort";
    // What is left is known for sure right after the dirty log was read, and not before the end of the first round.
    if (remainingBytes === undefined || iteration === harvestsSeen) return "continue";
    harvestsSeen = iteration;
    const pauseSeconds = remainingBytes / (bandwidthBytesPerSecond || linkBytesPerSecond);
    const budgetSeconds = 0.05 + 0.01 * elapsedSeconds;
    if (pauseSeconds > budgetSeconds) return "continue";
    const detail = `A pause of ${Math.round(pauseSeconds * 1e3)} ms is within ${Math.round(budgetSeconds * 1e3)} ms.`;
    return { decision: "stop", converged: true, detail };
  };
}
