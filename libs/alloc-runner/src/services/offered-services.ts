import type { Service, ServiceCheck } from '@steppe/api-contract/blocks';
import {
  allocationName,
  type AllocationNetwork,
  type Node,
  type Placement,
  type ServiceInstance,
  type Task,
} from '@steppe/domain';
import type { DriverNetwork } from '@steppe/task-drivers';
import { interpolate, type Variables } from '../env/interpolate.ts';
import { taskEnvOf } from '../env/task-env.ts';
import { type AllocState, isAllocDead } from '../machine/alloc-state.ts';
import { groupOfPlacement, type RunnableJob } from '../runner/task-spec.ts';
import { checkIdOf, type ServiceOwner, serviceOwners } from './required-checks.ts';

export interface ServicesInput {
  readonly placement: Placement;
  readonly runnable: RunnableJob;
  readonly node: Node;
  readonly state: AllocState;
  /** Where the allocation is on a network of its own. */
  readonly network?: AllocationNetwork | undefined;
}

/** A service that an allocation offers now, and how it is checked. */
export interface OfferedService {
  readonly instance: ServiceInstance;
  readonly service: Service;
  /** Absent for a service of the whole group. */
  readonly task: string | undefined;
  readonly checks: readonly OfferedCheck[];
}

export interface OfferedCheck {
  /** The same for as long as the check has its place in the job. */
  readonly id: string;
  readonly check: ServiceCheck;
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/**
 * The services of Nomad's own registry that an allocation offers, given where it is: those of its group from its
 * begin, those of a task while the task runs. None of what is told to end: callers go elsewhere before it stops.
 */
export function offeredServices(input: ServicesInput): readonly OfferedService[] {
  const { state } = input;
  if (!state.begun || state.desired !== 'run' || isAllocDead(state)) return [];
  return ownersOf(input)
    .filter(({ task }) => task === undefined || isOffering(state, task.name))
    .flatMap(({ task, services }) => services.map((service) => offered(service, task, input)));
}

function ownersOf({ runnable, placement }: ServicesInput): readonly ServiceOwner[] {
  return serviceOwners(groupOfPlacement(runnable, placement));
}

function isOffering(state: AllocState, taskName: string): boolean {
  const task = state.tasks[taskName];
  return task?.phase.name === 'running' && task.wanted === 'run';
}

function offered(service: Service, task: Task | undefined, input: ServicesInput): OfferedService {
  const { placement, node } = input;
  const fill = filler(task, input);
  const networks = task === undefined ? [] : [networkOf(input.state, task.name)];
  const where = { placement, node, networks, network: input.network };
  const place = placeOf(service.portLabel, service.addressMode, where);
  const address = service.address === '' ? place.address : fill(service.address);
  const isCanary = placement.canary === true && service.canaryTags.length > 0;
  const owner = task?.name ?? `group-${placement.group}`;
  const name = fill(service.name);
  return {
    service,
    task: task?.name,
    instance: {
      id: `_nomad-task-${placement.allocId}-${owner}-${name}-${service.portLabel}`,
      name,
      namespace: placement.namespace,
      nodeId: node.id,
      datacenter: node.datacenter,
      jobId: placement.jobId,
      allocId: placement.allocId,
      tags: (isCanary ? service.canaryTags : service.tags).map(fill),
      ...(isCanary ? { promotedTags: service.tags.map(fill) } : {}),
      address,
      port: place.port,
    },
    checks: service.checks.map((check, index) => {
      const label = check.portLabel === '' ? service.portLabel : check.portLabel;
      const mode = check.addressMode === '' ? 'host' : check.addressMode;
      const at = placeOf(label, mode, where);
      const checkName = check.name === '' ? `service: "${name}" check` : fill(check.name);
      return { id: checkIdOf(task, service, index), check, name: checkName, ...at };
    }),
  };
}

function networkOf(state: AllocState, taskName: string): DriverNetwork | undefined {
  const phase = state.tasks[taskName]?.phase;
  return phase !== undefined && 'handle' in phase ? phase.handle.network : undefined;
}

/** Where a port label, or a number, is reached. */
function placeOf(
  label: string,
  addressMode: string,
  {
    placement,
    node,
    networks,
    network: own,
  }: {
    readonly placement: Placement;
    readonly node: Node;
    readonly networks: readonly (DriverNetwork | undefined)[];
    readonly network: AllocationNetwork | undefined;
  },
): { readonly address: string; readonly port: number } {
  const nodeIp = node.attributes['unique.network.ip-address'] ?? '127.0.0.1';
  const allocated = placement.ports.find((port) => port.label === label);
  if (addressMode === 'alloc' && own !== undefined) {
    const port = allocated === undefined ? Number(label) : allocated.to || allocated.value;
    return { address: own.address, port: Number.isFinite(port) ? port : 0 };
  }
  const [network] = networks;
  const isOfDriver =
    network !== undefined &&
    (addressMode === 'driver' || (addressMode === 'auto' && network.autoAdvertise));
  if (isOfDriver) {
    const port = network.portMap[label] ?? allocated?.to ?? Number(label);
    return { address: network.ip, port: Number.isFinite(port) ? port : 0 };
  }
  if (allocated === undefined)
    return { address: nodeIp, port: /^\d+$/u.test(label) ? Number(label) : 0 };
  return { address: allocated.hostIp === '' ? nodeIp : allocated.hostIp, port: allocated.value };
}

/** Fills in `${…}` and the words that only services know: JOB, TASKGROUP, TASK, BASE. */
function filler(task: Task | undefined, input: ServicesInput): (text: string) => string {
  const { placement, runnable, node } = input;
  const { job } = runnable;
  const group = groupOfPlacement(runnable, placement);
  const [first] = group.tasks;
  const own = task ?? first;
  const dirs = { allocDir: '/alloc', taskDir: '/local', secretsDir: '/secrets' };
  const base = [job.name, group.name, ...(task === undefined ? [] : [task.name])].join('-');
  const words: readonly (readonly [string, string])[] = [
    ['JOB', job.name],
    ['TASKGROUP', group.name],
    ['TASK', task?.name ?? ''],
    ['BASE', base],
    ['NOMAD_ALLOC_NAME', allocationName(job.id, group.name, placement.index)],
  ];
  const known: Variables =
    own === undefined
      ? new Map()
      : taskEnvOf({ placement, job, group, task: own, node, dirs, hostEnv: {}, setupEnv: {} })
          .variables;
  const variables: Variables = new Map([...known, ...words]);
  return (text) => interpolate(text, variables);
}
