import {
  applyRecorded,
  type DomainEvent,
  emptyState,
  type EvaluationRow,
  type Job,
  type State,
  subjects,
} from '@steppe/domain';
import { canonicalJob } from '../job/canonical-job.ts';
import { jobFromWire } from '../job/job-from-wire.ts';

export const NOW_MS = 1_795_370_400_000;
export const IDS = {
  node: 'ab9a42cd-7d2c-a855-d393-c4af4d05d0a1',
  alloc: 'b471d2ca-0f26-ae28-ebff-a62de5eba5d3',
  eval: 'ea9c7771-94a1-17f1-da7f-7f68fa403f67',
  deployment: '0cd48637-2e53-0fe5-401e-dad159a069a7',
};

/** A state that is made by the one reducer, entry by entry. */
export class TestCluster {
  readonly state: State = emptyState();

  append(subject: string, ...events: DomainEvent[]): number {
    const seq = this.state.seq + 1;
    applyRecorded(this.state, {
      seq,
      subject,
      commit: { v: 1, atMs: NOW_MS, actor: 'test', events },
    });
    return seq;
  }

  evaluation(id: string): EvaluationRow {
    const row = this.state.evals.get(id);
    if (!row) throw new Error(`no evaluation ${id}`);
    return row;
  }
}

/** One node, and one job whose only allocation runs there and is healthy. */
export function runningCluster(wire: Record<string, unknown>): TestCluster {
  const cluster = new TestCluster();
  const job = jobFromWire(canonicalJob(wire, 'default'));
  cluster.append(subjects.client(IDS.node), nodeRegistered());
  const jobSeq = cluster.append(subjects.job(job.namespace, job.id), {
    type: 'JobRegistered',
    v: 1,
    job,
    version: 0,
    evalId: IDS.eval,
  });
  cluster.append(subjects.deployment(job.namespace, job.id), deploymentCreated(job, jobSeq));
  cluster.append(subjects.node(IDS.node), allocationPlaced(job, jobSeq));
  cluster.append(subjects.client(IDS.node), allocationRuns(job));
  return cluster;
}

function deploymentCreated({ namespace, id: jobId, groups }: Job, jobSeq: number): DomainEvent {
  const wanted = {
    desiredTotal: 1,
    desiredCanaries: 0,
    autoRevert: false,
    autoPromote: false,
    progressDeadlineMs: 600_000,
  };
  return {
    type: 'DeploymentCreated',
    v: 1,
    deployment: {
      id: IDS.deployment,
      namespace,
      jobId,
      jobVersion: 0,
      jobSeq,
      evalPriority: 50,
      groups: Object.fromEntries(groups.map(({ name }) => [name, wanted])),
    },
  };
}

function allocationPlaced({ namespace, id: jobId, groups }: Job, jobSeq: number): DomainEvent {
  const dynamic = groups.flatMap(({ networks }) => networks.flatMap((each) => each.dynamicPorts));
  return {
    type: 'AllocationPlaced',
    v: 1,
    placement: {
      allocId: IDS.alloc,
      evalId: IDS.eval,
      namespace,
      jobId,
      jobSeq,
      group: groups[0]?.name ?? '',
      index: 0,
      ports: dynamic.map(({ label }) => ({ label, value: 25_025, to: 0, hostIp: '127.0.0.1' })),
      deploymentId: IDS.deployment,
    },
  };
}

function allocationRuns({ groups }: Job): DomainEvent {
  const newEvents = [{ type: 'Started', atMs: NOW_MS, displayMessage: 'Task started by client' }];
  const running = { state: 'running' as const, failed: false, restarts: 0, startedAtMs: NOW_MS };
  const tasks = groups.flatMap((group) => group.tasks);
  return {
    type: 'AllocationStatusReported',
    v: 1,
    allocId: IDS.alloc,
    clientStatus: 'running',
    clientDescription: 'Tasks are running',
    tasks: Object.fromEntries(tasks.map(({ name }) => [name, { ...running, newEvents }])),
    deploymentHealth: { healthy: true, atMs: NOW_MS },
  };
}

function nodeRegistered(): DomainEvent {
  return {
    type: 'NodeRegistered',
    v: 1,
    node: {
      id: IDS.node,
      name: 'client1',
      datacenter: 'dc1',
      nodePool: 'default',
      nodeClass: '',
      httpAddr: '127.0.0.1:5656',
      attributes: { 'kernel.name': 'linux', 'os.name': 'debian', 'nomad.version': '2.0.5' },
      meta: { rack: 'r7' },
      drivers: {
        raw_exec: {
          detected: true,
          healthy: true,
          healthDescription: 'Healthy',
          attributes: { 'driver.raw_exec': 'true' },
        },
      },
      resources: {
        cpuMhz: 4498,
        cpuCores: 2,
        memoryMb: 24_105,
        diskMb: 258_019,
        networks: [{ mode: 'bridge', device: '', ip: '', cidr: '', mbits: 0 }],
        minDynamicPort: 20_000,
        maxDynamicPort: 32_000,
      },
      reserved: { cpuMhz: 0, memoryMb: 0, diskMb: 0, ports: '' },
      hostVolumes: {},
    },
  };
}
