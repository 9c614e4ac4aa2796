import { Inject, Injectable } from '@nestjs/common';
import { multiError } from '@steppe/api-contract';
import {
  isBuiltInPool,
  jobStatus,
  type NodePool,
  type Seq,
  type State,
  SteppeError,
  subjects,
} from '@steppe/domain';
import { type Logger, LOGGER } from '@steppe/nest-kit';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { LogWriter } from '../writes/log-writer.ts';
import { settingWrite } from '../writes/setting-write.ts';

/** Appends what is wanted of node pools to the log. */
@Injectable()
export class NodePoolWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  /** @throws SteppeError `REQUEST_INVALID` for a pool that is built in. */
  async apply(pool: NodePool): Promise<Seq> {
    if (isBuiltInPool(pool.name)) {
      throw new SteppeError('REQUEST_INVALID', `modifying node pool "${pool.name}" is not allowed`);
    }
    const event = { type: 'NodePoolApplied', v: 1, pool } as const;
    const seq = await this.log.append(subjects.nodePool(pool.name), event);
    this.logger.info({ nodePool: pool.name, seq }, 'node pool applied');
    return seq;
  }

  /** @throws SteppeError `NODE_POOL_NOT_FOUND`; `NODE_POOL_IN_USE` that says by what. */
  async delete(name: string): Promise<Seq> {
    const write = settingWrite(subjects.nodePool(name), (state) => {
      this.#checkUnused(state, name);
      return [{ type: 'NodePoolDeleted', v: 1, name }];
    });
    const seq = await this.log.write(write);
    this.logger.info({ nodePool: name, seq }, 'node pool deleted');
    return seq;
  }

  #checkUnused(state: State, name: string): void {
    if (!state.nodePools.has(name)) {
      throw new SteppeError('NODE_POOL_NOT_FOUND', `node pool ${name} not found`);
    }
    const regions = `in regions: [${this.agent.region}]`;
    const faults = usesOf(state, name).map((use) => `node pool "${name}" ${use} ${regions}`);
    if (faults.length > 0) throw new SteppeError('NODE_POOL_IN_USE', multiError(faults));
    if (isBuiltInPool(name)) {
      throw new SteppeError('REQUEST_INVALID', `deleting node pool "${name}" is not allowed`);
    }
  }
}

function usesOf(state: State, name: string): string[] {
  const hasJobs = [...state.jobs.values()].some(
    (row) => row.current.job.nodePool === name && jobStatus(state, row) !== 'dead',
  );
  const hasNodes = [...state.nodes.values()].some(({ node }) => node.nodePool === name);
  return [...(hasJobs ? ['has non-terminal jobs'] : []), ...(hasNodes ? ['has nodes'] : [])];
}
