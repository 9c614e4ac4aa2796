import { Controller, Get, Inject, Param } from '@nestjs/common';
import { SteppeError } from '@steppe/domain';
import { Answer } from '../http/answer.ts';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';

const FIRST_INDEX = 1;
const NODE_IDENTITY_TTL_NS = 86_400_000_000_000;

/** What every cluster has from its start. There are no other namespaces and node pools yet. */
@Controller('v1')
export class ClusterController {
  constructor(@Inject(AGENT) private readonly agent: AgentInfo) {}

  @Get('regions')
  regions(): string[] {
    return [this.agent.region];
  }

  @Get('namespaces')
  namespaces(): Answer {
    return Answer.ofRead([DEFAULT_NAMESPACE], FIRST_INDEX);
  }

  @Get('namespace/:name')
  namespace(@Param('name') name: string): Answer {
    if (name === 'default') return Answer.ofRead(DEFAULT_NAMESPACE, FIRST_INDEX);
    throw new SteppeError('PATH_NOT_FOUND', 'Namespace not found');
  }

  @Get('node/pools')
  nodePools(): Answer {
    return Answer.ofRead(NODE_POOLS, FIRST_INDEX);
  }

  @Get('node/pool/:name')
  nodePool(@Param('name') name: string): Answer {
    const pool = NODE_POOLS.find(({ Name }) => Name === name);
    if (pool) return Answer.ofRead(pool, FIRST_INDEX);
    throw new SteppeError('PATH_NOT_FOUND', 'node pool not found');
  }
}

const DEFAULT_NAMESPACE = {
  Name: 'default',
  Description: 'Default shared namespace',
  Quota: '',
  Capabilities: null,
  NodePoolConfiguration: null,
  VaultConfiguration: null,
  ConsulConfiguration: null,
  Meta: null,
  Hash: 'C7UbjDwBK0dK8wQq7Izg7SJIzaV+lIo2X7wRtzY3pSw=',
  CreateIndex: FIRST_INDEX,
  ModifyIndex: FIRST_INDEX,
  RequiredExtraClaims: null,
  OptionalExtraClaims: null,
};

const NODE_POOLS = [
  { Name: 'all', Description: 'Node pool with all nodes in the cluster.' },
  { Name: 'default', Description: 'Default node pool.' },
].map((pool) => ({
  ...pool,
  Meta: null,
  SchedulerConfiguration: null,
  NodeIdentityTTL: NODE_IDENTITY_TTL_NS,
  Hash: null,
  CreateIndex: FIRST_INDEX,
  ModifyIndex: FIRST_INDEX,
}));
