import { Service, type ServiceCheck } from '../blocks/services.ts';
import type { WireTask } from '../wire-task.ts';
import type { WireTaskGroup } from '../wire-task-group.ts';
import { faultsOf as nested } from './multi-error.ts';

const MIN_CHECK_MS = 1_000;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/iu;

/** A path that names another host, or even another protocol. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/iu;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

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

/** What is wrong with the services of a group and its tasks beside each other. */
export function serviceGroupFaults({ Services, Tasks }: WireTaskGroup): string[] {
  const ofGroup = servicesIn(Services);
  const all = [...ofGroup, ...(Tasks ?? []).flatMap((task) => servicesIn(task.Services))];
  const faults: string[] = [];
  if (new Set(all.map(({ provider }) => provider)).size > 1) {
    faults.push('Multiple service providers used: task group services must use the same provider');
  }
  const places = ofGroup.map(({ name, portLabel }) =>
    portLabel === '' ? `group->${name}` : `group->${name}:${portLabel}`,
  );
  const twice = places.filter((place, i) => places.indexOf(place) !== i);
  if (twice.length > 0) faults.push(`Services are not unique: [${[...new Set(twice)].join(', ')}]`);
  for (const { name, addressMode } of ofGroup) {
    if (addressMode !== 'driver') continue;
    faults.push(
      `service "${name}" cannot use address_mode="driver", only services defined in a "task" block can use this mode`,
    );
  }
  return nested('Task group service validation failed', faults);
}

function servicesIn(wires: WireTaskGroup['Services']): Service[] {
  return (wires ?? []).flatMap((wire) => Service.safeParse(wire).data ?? []);
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
  if (type === 'http' && check.path === '') faults.push('http type must have http path');
  if (type === 'http' && ELSEWHERE.test(check.path)) {
    faults.push('http type must have relative http path');
  }
  if (type === 'http' && !METHODS.includes(check.method.toUpperCase())) {
    faults.push(`method type "${check.method}" not supported in Nomad http check`);
  }
  if ((checkRestart?.limit ?? 0) < 0) {
    faults.push(`limit must be greater than or equal to 0 but found ${checkRestart?.limit}`);
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
