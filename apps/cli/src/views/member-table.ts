import { table } from '../layout/table.ts';
import type { Member } from '../wire/agent.ts';

/**
 * Servers as a table, by region and name.
 *
 * @param leader address of the leader; empty when there is none
 */
export function memberTable(
  members: readonly Member[],
  { leader, verbose }: { leader: string; verbose: boolean },
): string {
  const header = [
    'Name',
    'Address',
    'Port',
    'Status',
    'Leader',
    ...(verbose ? ['Protocol'] : []),
    'Raft Version',
    'Build',
    'Datacenter',
    'Region',
    ...(verbose ? ['Tags'] : []),
  ];
  const rows = inOrder(members).map((member) => {
    const tag = (name: string): string => member.Tags?.[name] ?? '';
    return [
      member.Name,
      member.Addr,
      String(member.Port),
      member.Status,
      String(hostPort(member.Addr, tag('port')) === leader),
      ...(verbose ? [String(member.ProtocolCur)] : []),
      tag('raft_vsn'),
      tag('build'),
      tag('dc'),
      tag('region'),
      ...(verbose ? [tagsText(member.Tags ?? {})] : []),
    ];
  });
  return table([header, ...rows]);
}

function hostPort(host: string, port: string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function inOrder(members: readonly Member[]): Member[] {
  return members.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function placeOf({ Name, Tags }: Member): string {
  return `${Tags?.['region'] ?? ''} ${Name}`;
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
