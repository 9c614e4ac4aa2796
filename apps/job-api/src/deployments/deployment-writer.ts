import { Inject, Injectable } from '@nestjs/common';
import { revertingOf } from '@steppe/broker';
import {
  type DeploymentRow,
  type DeploymentStatus,
  type DomainEvent,
  isActiveDeployment,
  jobKey,
  type Seq,
  type State,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import { NEW_ID } from '../tokens.ts';
import { evaluationCreated } from '../writes/evaluation-created.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { checkPromotable } from './check-promotable.ts';

/** What a change of a deployment led to. */
export interface DeploymentWrite {
  /** Empty when there is nothing to evaluate. */
  readonly evalId: string;
  /** The version that the job goes back to. */
  readonly revertedTo: number | undefined;
  readonly seq: Seq;
}

/** Appends what is wanted of deployments to the log, with the evaluation that goes on from there. */
@Injectable()
export class DeploymentWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(NEW_ID) private readonly newId: () => string,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param groups whose canaries are good; undefined: all.
   * @throws SteppeError `DEPLOYMENT_NOT_FOUND`; `REQUEST_INVALID` when canaries are missing or not healthy.
   */
  promote(deploymentId: string, groups: readonly string[] | undefined): Promise<DeploymentWrite> {
    return this.#change(deploymentId, 'promote', (row, state) => {
      checkPromotable(state, row, groups);
      const promoted = { type: 'DeploymentPromoted', v: 1, deploymentId } as const;
      return { events: [groups ? { ...promoted, groups: [...groups] } : promoted], goesOn: true };
    });
  }

  pause(deploymentId: string): Promise<DeploymentWrite> {
    return this.#change(deploymentId, 'pause', () => ({
      events: [statusChanged(deploymentId, 'paused', 'Deployment is paused')],
      goesOn: false,
    }));
  }

  resume(deploymentId: string): Promise<DeploymentWrite> {
    return this.#change(deploymentId, 'resume', () => ({
      events: [statusChanged(deploymentId, 'running', 'Deployment is running')],
      goesOn: true,
    }));
  }

  /** Fails a deployment; the broker takes its job back when a group wants that. */
  fail(deploymentId: string): Promise<DeploymentWrite> {
    return this.#change(deploymentId, 'fail', (row, state) => {
      const wantsRevert = Object.values(row.deployment.groups).some(({ autoRevert }) => autoRevert);
      const { statusDescription, to } = wantsRevert
        ? revertingOf(state, row, FAILED)
        : { statusDescription: FAILED, to: undefined };
      const event = statusChanged(deploymentId, 'failed', statusDescription);
      return { events: [event], goesOn: true, revertedTo: to?.version };
    });
  }

  /**
   * Says which allocations are healthy and which are not.
   *
   * @throws SteppeError `DEPLOYMENT_NOT_FOUND`; `REQUEST_INVALID` for an allocation of another deployment.
   */
  setHealth(
    deploymentId: string,
    { healthy, unhealthy }: { healthy: readonly string[]; unhealthy: readonly string[] },
  ): Promise<DeploymentWrite> {
    return this.#change(deploymentId, 'set health of allocations for a', (_row, state) => {
      const events = [
        ...healthy.map((allocId) => ({ allocId, healthy: true })),
        ...unhealthy.map((allocId) => ({ allocId, healthy: false })),
      ].map(({ allocId, healthy: isHealthy }) => {
        checkDeployedBy(state, deploymentId, allocId);
        return { type: 'AllocationHealthSet', v: 1, allocId, healthy: isHealthy } as const;
      });
      return { events, goesOn: true };
    });
  }

  async #change(deploymentId: string, verb: string, decide: Decide): Promise<DeploymentWrite> {
    const { namespace, jobId } = deploymentOf(this.log.state, deploymentId).deployment;
    const key = jobKey(namespace, jobId);
    let result = { evalId: '', revertedTo: NO_VERSION };
    const seq = await this.log.write({
      subject: subjects.deployment(namespace, jobId),
      lastSeq: ({ deploymentSubjectSeq }) => deploymentSubjectSeq.get(key) ?? 0,
      decide: (state) => {
        const row = deploymentOf(state, deploymentId);
        if (!isActiveDeployment(row)) {
          throw new SteppeError('REQUEST_INVALID', `can't ${verb} terminal deployment`);
        }
        const { events, goesOn, revertedTo } = decide(row, state);
        const job = goesOn ? state.jobs.get(key)?.current.job : undefined;
        result = { evalId: job ? this.newId() : '', revertedTo };
        if (!job) return events;
        const triggeredBy = 'deployment-watcher';
        return [
          ...events,
          evaluationCreated(job, { id: result.evalId, triggeredBy, deploymentId }),
        ];
      },
    });
    this.logger.info({ deploymentId, verb, ...result, seq }, 'deployment changed');
    return { ...result, seq };
  }
}

interface Decision {
  readonly events: readonly DomainEvent[];
  /** Whether the scheduler has something to do now. */
  readonly goesOn: boolean;
  readonly revertedTo?: number | undefined;
}
type Decide = (row: DeploymentRow, state: State) => Decision;

const NO_VERSION: number | undefined = undefined;
/** Nomad's text. */
const FAILED = 'Deployment marked as failed';

function deploymentOf({ deployments }: State, deploymentId: string): DeploymentRow {
  const row = deployments.get(deploymentId);
  if (!row) throw new SteppeError('DEPLOYMENT_NOT_FOUND', 'deployment not found');
  return row;
}

function checkDeployedBy({ allocs }: State, deploymentId: string, allocId: string): void {
  const row = allocs.get(allocId);
  if (!row) throw new SteppeError('ALLOCATION_NOT_FOUND', `unknown alloc "${allocId}"`);
  if (row.deploymentId === deploymentId) return;
  const text = `alloc "${allocId}" is not part of deployment "${deploymentId}"`;
  throw new SteppeError('REQUEST_INVALID', text);
}

function statusChanged(
  deploymentId: string,
  status: DeploymentStatus,
  statusDescription: string,
): DomainEvent {
  return { type: 'DeploymentStatusChanged', v: 1, deploymentId, status, statusDescription };
}
