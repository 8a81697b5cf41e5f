/** The action of `xenvmc-sim tournament`. */
import { joinTournaments, TOURNAMENT_ARENA, type Tournament, type TournamentRequest, tournament } from "../../advice.js";
import { parseScenario } from "../../index.js";
import { formatTournament } from "../../output/tournament-table.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { isModule } from "../options.js";
import { checkOutputs, writeOutputs } from "../outputs.js";
import { withAdviceSource } from "./advice-file.js";
import { listOf } from "./estimate.js";
import { loadPolicy } from "./policy-module.js";
import { readStudySource } from "./study-file.js";

export interface TournamentCommandOptions {
  readonly policy: readonly string[];
  readonly workloads?: string;
  readonly scenario: readonly string[];
  readonly bandwidths?: string;
  readonly json?: string;
  readonly jobs?: string;
  readonly quiet?: boolean;
}

export async function tournamentCommand(policies: readonly string[], options: TournamentCommandOptions, io: CommandIo): Promise<void> {
  const inputs = [
    ...options.scenario.map((path) => ({ path, content: "a scenario" })),
    ...options.policy.map((path) => ({ path, content: "a policy" })),
  ];
  await checkOutputs(options, inputs, io);
  const request = await requestOf(policies, options, io);
  const found: Tournament[] = [];
  if (options.scenario.length === 0 || request.workloads !== undefined || options.workloads === "all") {
    const source = { text: JSON.stringify(TOURNAMENT_ARENA), fileName: "the tournament", directory: ".", overrides: [] };
    found.push(await withAdviceSource(source, {}, options, io, ({ options: advice }) => tournament(undefined, request, advice)));
  }
  for (const path of options.scenario) {
    const source = await readStudySource(path, [], io);
    const { workloads: _workloads, ...own } = request;
    found.push(
      await withAdviceSource(source, {}, options, io, ({ input, options: advice }) =>
        tournament(input, { ...own, scenarioName: path }, advice),
      ),
    );
  }
  const joined = joinTournaments(found);
  await writeOutputs(
    { table: (width, style) => formatTournament(joined, width, style), json: () => [`${JSON.stringify(joined, null, 2)}\n`] },
    options,
    io,
  );
}

async function requestOf(policies: readonly string[], options: TournamentCommandOptions, io: CommandIo): Promise<TournamentRequest> {
  const { workloads, bandwidths } = options;
  const arena = parseScenario(TOURNAMENT_ARENA);
  const ownPolicies = [];
  for (const path of options.policy) {
    if (!isModule(path))
      throw new UsageError(`--policy: expected a JavaScript module, received ${JSON.stringify(path)}; names stand alone`);
    const { createPolicy } = await loadPolicy({ policy: path }, arena, io);
    if (createPolicy !== undefined) ownPolicies.push({ name: path, createPolicy });
  }
  return {
    ...(policies.length === 0 ? {} : { policies }),
    ...(ownPolicies.length === 0 ? {} : { ownPolicies }),
    ...(workloads === undefined || workloads === "all" ? {} : { workloads: listOf(workloads, "--workloads") }),
    ...(bandwidths === undefined ? {} : { bandwidths: listOf(bandwidths, "--bandwidths") }),
  };
}
