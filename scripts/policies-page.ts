/** The page docs/policies-judged.md from a tournament. */
import type { Tournament } from "../src/advice/tournament.js";
import { joinTournaments } from "../src/advice/tournament.js";
import { markdownTournament } from "../src/output/tournament-table.js";

const INTRODUCTION = `# Stop policies judged

Written by \`node scripts/write-policies.js\` from \`xenvmc-sim tournament --workloads all\`; a test compares the tables with what the cells give. Every policy
stops the same migrations: QEMU 10.2 with 8 multifd channels over TCP, no bandwidth limit, no auto-converge and no xbzrle, so that rules are compared and not
the settings that systems bring. Each workload preset runs in memory of the size that it was measured in, over 1, 10, 25 and 100 Gbit/s, with expected counts
where they can be, one migration each, at most one hour of simulated time.

With your own: \`xenvmc-sim tournament --policy FILE.js\` adds a rule, \`--scenario FILE.yaml\` a guest, as the scenario that \`calibrate\` writes from a log; both may be
repeated. The scenario's engine, link and host stay as they are under every policy, but for the bandwidths of the table, and an engine that a policy cannot stop
is left to those that can. \`--workloads all\` beside it runs the presets too.

- *moved*: guests at the destination, of all guests over all links.
- *avoidable failures*: guests left at the source although another policy moved the same guest over the same link.
- *regret*: mean distance from the policy that was best in hindsight, over what the policy moved. A short total time and a short downtime are not had at
  once: a policy that pauses early has little regret in the one and much in the other.

`;

/** The page: all links together, then each by itself. */
export function policiesPage({ cells }: Pick<Tournament, "cells">): string {
  const bandwidths = [...new Set(cells.map(({ bandwidth }) => bandwidth))];
  const sections = [
    ["All links", cells] as const,
    ...bandwidths.map((own) => [own, cells.filter(({ bandwidth }) => bandwidth === own)] as const),
  ];
  const texts = sections.map(([title, own]) => {
    const { standings } = joinTournaments([{ cells: own } as Tournament]);
    return `## ${title}\n\n${markdownTournament({ standings })}\n`;
  });
  return `${INTRODUCTION}${texts.join("\n")}`;
}
