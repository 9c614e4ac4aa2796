import { Service, type ServiceCheck } from '../blocks/services.ts';
import type { WireTask } from '../wire-task.ts';
import type { WireTaskGroup } from '../wire-task-group.ts';

const MIN_CHECK_MS = 1_000;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/iu;

type Owner = Pick<WireTask | WireTaskGroup, 'Services'>;

/** What is wrong with the services of a group or task, in Nomad's words where it has some. */
export function serviceFaults({ Services }: Owner, { ofTask }: { ofTask: boolean }): string[] {
  return (Services ?? []).flatMap((wire, index) => {
    const parsed = Service.safeParse(wire);
    const name = typeof wire['Name'] === 'string' ? wire['Name'] : String(index + 1);
    const faults = parsed.success
      ? faultsOf(parsed.data, ofTask)
      : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return faults.map((fault) => `Service ${name} validation failed: ${fault}`);
  });
}

function faultsOf(service: Service, ofTask: boolean): string[] {
  const { name, provider, checks } = service;
  const faults: string[] = [];
  if (!['consul', 'nomad'].includes(provider)) {
    faults.push(`Service provider must be "consul" or "nomad"; got "${provider}"`);
  }
  // A reference is filled in on the node: only then it can be judged.
  if (!name.includes('${') && !NAME.test(name)) {
    faults.push(
      `Service name must be valid per RFC 1123 and can contain only alphanumeric characters or dashes and must be no longer than 63 characters: '${name}'`,
    );
  }
  if (provider === 'nomad')
    faults.push(...checks.flatMap((check) => checkFaults(check, service, ofTask)));
  return faults;
}

function checkFaults(check: ServiceCheck, service: Service, ofTask: boolean): string[] {
  const faults: string[] = [];
  const { type, intervalMs, timeoutMs, portLabel, command, checkRestart } = check;
  const isOfTask = ofTask || (check.taskName || service.taskName) !== '';
  if (intervalMs < MIN_CHECK_MS) faults.push('interval cannot be lower than 1s');
  if (timeoutMs < MIN_CHECK_MS) faults.push('timeout cannot be lower than 1s');
  if (type !== 'script' && portLabel === '' && service.portLabel === '') {
    faults.push('check requires a port but neither check nor service have a port');
  }
  if (type === 'http' && !check.path.startsWith('/')) {
    faults.push('http type must have http path that begins with /');
  }
  if (type === 'script' && command === '') faults.push('script type must have a valid script path');
  if (type === 'script' && !isOfTask) faults.push('script check of a group must name its task');
  if ((checkRestart?.limit ?? 0) > 0 && !isOfTask) {
    faults.push('check_restart of a group must name its task');
  }
  return faults.map((fault) => `check "${check.name}": ${fault}`);
}

/** What of the services has no effect. */
export function serviceWarnings({ Services }: Owner): string[] {
  return (Services ?? []).flatMap((wire) => {
    const parsed = Service.safeParse(wire);
    if (!parsed.success) return [];
    const { name, provider } = parsed.data;
    if (provider === 'nomad') return [];
    return [`service "${name}" is not registered: Steppe has no Consul; set provider = "nomad"`];
  });
}
