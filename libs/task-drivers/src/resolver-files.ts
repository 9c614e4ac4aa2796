import type { TaskDns, TaskNetwork } from './task-spec.ts';

/** What /etc/resolv.conf says for a network with name servers of its own. */
export function resolvConfOf({ servers, searches, options }: TaskDns): string {
  const lines = [
    ...servers.map((server) => `nameserver ${server}`),
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}`]),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * What /etc/hosts says on a network of its own: itself, by its own name.
 *
 * @param extraHosts as Docker takes them, `name:address`.
 */
export function hostsOf(
  { address, hostname }: Pick<TaskNetwork, 'address' | 'hostname'>,
  extraHosts: readonly string[] = [],
): string {
  const extra = extraHosts.map((entry) => {
    const [name = '', ...rest] = entry.split(':');
    return `${rest.join(':')} ${name}`;
  });
  const own = address === '' || hostname === '' ? [] : [`${address} ${hostname}`];
  const lines = [
    '127.0.0.1 localhost',
    '::1 localhost ip6-localhost ip6-loopback',
    ...own,
    ...extra,
  ];
  return lines.map((line) => `${line}\n`).join('');
}
