import {
  type AllocationRow,
  DEFAULT_SCHEDULER_CONFIGURATION,
  type EvaluationTrigger,
  EvaluationTrigger as Trigger,
  isClientTerminal,
  jobKey,
  nameOf,
  subjects,
} from '@steppe/domain';
import { TestCluster } from '../cluster.ts';
import { jobFromNomad, nodeFromNomad } from './from-nomad.ts';
import type { Evaluated, Placed, Scenario, Step } from './scenario.ts';

/** A scenario's cluster: it does what the scenario says, and follows what the real scheduler decided. */
export class ScenarioCluster extends TestCluster {
  private placed = 0;

  constructor({ nodes, scheduler_config: config }: Scenario) {
    super();
    for (const node of nodes) this.addNode(nodeFromNomad(node));
    const service = config?.PreemptionConfig.ServiceSchedulerEnabled ?? false;
    const { preemption } = DEFAULT_SCHEDULER_CONFIGURATION;
    this.configure({ preemption: { ...preemption, service } });
  }

  nodeId(name: string): string {
    const row = [...this.state.nodes.values()].find(({ node }) => node.name === name);
    if (!row) throw new Error(`no node ${name}`);
    return row.node.id;
  }

  nodeName(id: string): string {
    return this.state.nodes.get(id)?.node.name ?? id;
  }

  /** Does a step. @returns the evaluation that it made by itself. */
  do(step: Step): string | undefined {
    if (step.op === 'register') return this.register(jobFromNomad(step.job));
    this.change(step);
    return undefined;
  }

  private change(step: Exclude<Step, { op: 'register' }>): void {
    switch (step.op) {
      case 'alloc':
        for (const alloc of this.living(step.select.job)) {
          this.report(alloc, step.client_status, step.healthy);
        }
        return;
      case 'promote': {
        const deploymentId = this.deploymentId(step.job_id);
        const event = { type: 'DeploymentPromoted', v: 1, deploymentId } as const;
        this.append(subjects.deployment('default', step.job_id), [event]);
        return;
      }
      case 'deployment_status':
        this.append(subjects.deployment('default', step.job_id), [
          {
            type: 'DeploymentStatusChanged',
            v: 1,
            deploymentId: this.deploymentId(step.job_id),
            status: 'successful',
            statusDescription: '',
          },
        ]);
        return;
      case 'node':
        this.addNode(nodeFromNomad(step.node));
        return;
      case 'node_status':
        this.nodeDown(this.nodeId(step.node_name));
        return;
      case 'drain':
        this.drain(this.nodeId(step.node_name), step.drain);
        return;
      case 'eval':
      case 'dump':
        return;
    }
  }

  triggerOf({ eval: { triggered_by: trigger } }: Evaluated): EvaluationTrigger {
    return Trigger.parse(trigger);
  }

  /** The living allocation that the scenario calls `name@node`. */
  at(name: string, nodeName: string): AllocationRow {
    const found = [...this.state.allocs.values()].findLast(
      (alloc) => nameOf(alloc) === name && this.nodeName(alloc.nodeId) === nodeName,
    );
    if (!found) throw new Error(`no allocation ${name} on ${nodeName}`);
    return found;
  }

  /** Whether an allocation on the node was told to stop and has not said that it did. */
  isStopping(nodeId: string): boolean {
    return [...this.state.allocs.values()].some(
      (alloc) =>
        alloc.nodeId === nodeId && alloc.desiredStatus !== 'run' && !isClientTerminal(alloc),
    );
  }

  stopAsRecorded({ name, node, ...stop }: Evaluated['stop'][number]): void {
    this.append(subjects.node(this.nodeId(node)), [
      {
        type: 'AllocationStopped',
        v: 1,
        allocId: this.at(name, node).id,
        desiredStatus: 'stop',
        desiredDescription: stop.desired_description,
        ...(stop.client === 'lost' && { clientStatus: 'lost' as const }),
      },
    ]);
  }

  placeAsRecorded(evalId: string, jobId: string, placed: Placed): void {
    for (const victim of placed.preempts ?? []) {
      const [name = '', node = ''] = victim.split('@');
      const allocId = this.at(name, node).id;
      const status = { desiredStatus: 'evict', desiredDescription: 'Preempted' } as const;
      this.append(subjects.node(this.nodeId(node)), [
        { type: 'AllocationStopped', v: 1, allocId, ...status },
      ]);
    }
    const version = this.state.jobs.get(jobKey('default', jobId))?.current;
    const [previousName = '', previousNode = ''] = placed.previous?.split('@') ?? [];
    const deployment = this.deploymentIdOf(jobId);
    this.placed += 1;
    const placement = {
      allocId: `recorded-${this.placed}`,
      evalId,
      namespace: 'default',
      jobId,
      jobSeq: version?.seq ?? 0,
      group: placed.group,
      index: Number(/\[(\d+)\]$/.exec(placed.name)?.[1]),
      ports: [],
      ...(deployment !== undefined && { deploymentId: deployment }),
      ...(placed.canary && { canary: true }),
      ...(placed.previous && { previousAllocId: this.at(previousName, previousNode).id }),
    };
    this.append(subjects.node(this.nodeId(placed.node)), [
      { type: 'AllocationPlaced', v: 1, placement },
    ]);
  }

  private drain(
    nodeId: string,
    drain: { mark: boolean; ignore_system?: boolean | undefined },
  ): void {
    const ignoreSystemJobs = drain.ignore_system ?? false;
    const spec = { startedAtMs: this.nowMs, forceDeadlineMs: 0, ignoreSystemJobs };
    this.append(subjects.node(nodeId), [
      { type: 'NodeDrainChanged', v: 1, nodeId, drain: spec, eligibility: 'ineligible' },
    ]);
    for (const alloc of this.state.allocs.values()) {
      const isSystem = alloc.jobVersion.job.type === 'system';
      if (alloc.nodeId !== nodeId || (isSystem && ignoreSystemJobs)) continue;
      this.append(subjects.node(nodeId), [
        { type: 'AllocationMigrationRequested', v: 1, allocId: alloc.id },
      ]);
    }
  }

  private deploymentId(jobId: string): string {
    const id = this.deploymentIdOf(jobId);
    if (id === undefined) throw new Error(`no deployment of ${jobId}`);
    return id;
  }

  private deploymentIdOf(jobId: string): string | undefined {
    return [...(this.state.index.deploymentsByJob.get(jobKey('default', jobId)) ?? [])].at(-1);
  }
}
