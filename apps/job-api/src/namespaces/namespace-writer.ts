import { Inject, Injectable } from '@nestjs/common';
import { multiError } from '@steppe/api-contract';
import {
  DEFAULT_NAMESPACE,
  isTerminal,
  jobStatus,
  type Namespace,
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

/** Appends what is wanted of namespaces to the log. */
@Injectable()
export class NamespaceWriter {
  constructor(
    @Inject(LogWriter) private readonly log: LogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  async apply(namespace: Namespace): Promise<Seq> {
    const event = { type: 'NamespaceApplied', v: 1, namespace } as const;
    const seq = await this.log.append(subjects.namespace(namespace.name), event);
    this.logger.info({ namespace: namespace.name, seq }, 'namespace applied');
    return seq;
  }

  /** @throws SteppeError `NAMESPACE_NOT_FOUND`; `NAMESPACE_IN_USE` that says by what. */
  async delete(name: string): Promise<Seq> {
    const write = settingWrite(subjects.namespace(name), (state) => {
      this.#checkUnused(state, name);
      return [{ type: 'NamespaceDeleted', v: 1, name }];
    });
    const seq = await this.log.write(write);
    this.logger.info({ namespace: name, seq }, 'namespace deleted');
    return seq;
  }

  #checkUnused(state: State, name: string): void {
    if (name === DEFAULT_NAMESPACE) {
      throw new SteppeError('REQUEST_INVALID', 'can not delete default namespace');
    }
    if (!state.namespaces.has(name)) {
      throw new SteppeError('NAMESPACE_NOT_FOUND', 'namespace not found');
    }
    const regions = `in regions: [${this.agent.region}]`;
    const faults = usesOf(state, name).map((use) => `namespace "${name}" ${use} ${regions}`);
    if (faults.length > 0) throw new SteppeError('NAMESPACE_IN_USE', multiError(faults));
  }
}

function usesOf(state: State, name: string): string[] {
  const hasJobs = [...state.jobs.values()].some(
    (row) => row.current.job.namespace === name && jobStatus(state, row) !== 'dead',
  );
  const hasAllocs = [...state.allocs.values()].some(
    (row) => row.jobVersion.job.namespace === name && !isTerminal(row),
  );
  const hasVariables = [...state.variables.values()].some((row) => row.namespace === name);
  return [
    ...(hasJobs ? ['has non-terminal jobs'] : []),
    ...(hasVariables ? ['has variables'] : []),
    ...(hasAllocs ? ['has non-terminal allocations'] : []),
  ];
}
