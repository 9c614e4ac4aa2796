import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { AllocRestartRequest } from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import type { AgentInfo } from '../ports.ts';
import { AGENT } from '../tokens.ts';
import { NodeRequests } from './node-requests.ts';

/** What an agent knows of its node and of what runs there. */
@Controller('v1/client')
export class ClientController {
  constructor(
    @Inject(NodeRequests) private readonly nodes: NodeRequests,
    @Inject(AGENT) private readonly agent: AgentInfo,
  ) {}

  @Get('stats')
  async stats(@Options() { query }: ReadOptions): Promise<unknown> {
    const nodeId = query.text('node_id') || this.agent.nodeId;
    if (nodeId === undefined) {
      throw new SteppeError('REQUEST_INVALID', 'No local Node and node_id not provided');
    }
    return this.nodes.ask(nodeId, 'stats', {});
  }

  @Get('allocation/:allocId/stats')
  async allocStats(
    @Param('allocId') allocId: string,
    @Options() { query }: ReadOptions,
  ): Promise<unknown> {
    const { nodeId } = this.nodes.allocation(allocId);
    const task = query.text('task') || undefined;
    return this.nodes.ask(nodeId, 'alloc-stats', { allocId, task });
  }

  @Post('allocation/:allocId/restart')
  @HttpCode(200)
  async restart(
    @Param('allocId') allocId: string,
    @Body() body: unknown,
  ): Promise<{ Index: number }> {
    const { nodeId } = this.nodes.allocation(allocId);
    const { TaskName } = parseBody(body, AllocRestartRequest);
    await this.nodes.ask(nodeId, 'alloc-restart', { allocId, task: TaskName || undefined });
    return { Index: 0 };
  }
}
