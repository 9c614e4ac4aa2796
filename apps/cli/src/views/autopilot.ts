import { table } from '../layout/table.ts';
import type { AutopilotHealth } from '../wire/autopilot.ts';

const HEADER = [
  'ID',
  'Name',
  'Address',
  'SerfStatus',
  'Version',
  'Leader',
  'Voter',
  'Healthy',
  'LastContact',
  'LastTerm',
  'LastIndex',
  'StableSince',
];

/** Whether the servers are well, and each of them. */
export function autopilotHealth(health: AutopilotHealth): string {
  const leader = health.Leader ?? health.Servers.find(({ Leader }) => Leader)?.ID ?? '';
  const voters = health.Voters ?? health.Servers.filter(({ Voter }) => Voter).map(({ ID }) => ID);
  const rows = health.Servers.map((server) => [
    server.ID,
    server.Name,
    server.Address,
    server.SerfStatus,
    server.Version,
    String(server.Leader),
    String(server.Voter),
    String(server.Healthy),
    server.LastContact,
    String(server.LastTerm),
    String(server.LastIndex),
    server.StableSince.replace('T', ' ').replace(/Z$/, ' +0000 UTC'),
  ]);
  return [
    `Healthy: ${health.Healthy}`,
    `FailureTolerance: ${health.FailureTolerance}`,
    `Leader: ${leader}`,
    'Voters:  ',
    ...voters.map((voter) => `\t${voter}`),
    'Servers: ',
    `${table([HEADER, ...rows])}\n`,
  ].join('\n');
}
