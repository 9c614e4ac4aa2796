import { All, Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  AllocRestartRequest,
  AllocSignalRequest,
  nodeMetaFault,
  NodeMetaRequest,
  type NodeMetaResponse,
} from '@steppe/api-contract';
import { SteppeError } from '@steppe/domain';
import { type Clock, CLOCK } from '@steppe/nest-kit';
import { Answer } from '../http/answer.ts';
import { Options, type ReadOptions } from '../http/read-options.ts';
import { parseBody } from '../http/request-body.ts';
import { NodeRequests } from './node-requests.ts';
import { MetaReport, metaToWire } from './node-meta-report.ts';
import { HostReport, hostUsageToWire } from './usage/host-usage.ts';
import { AllocReport, allocUsageToWire } from './usage/task-usage.ts';

/** What an agent knows of its node and of what runs there. */
@Controller('v1/client')
export class ClientController {
  constructor(
    @Inject(NodeRequests) private readonly nodes: NodeRequests,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('stats')
  async stats(@Options() { query }: ReadOptions): Promise<unknown> {
    const nodeId = this.nodes.nodeIdOf(query.text('node_id'));
    const report = HostReport.parse(await this.nodes.ask(nodeId, 'stats', {}));
    const mhzPerCore = this.nodes.mhzPerCore(nodeId);
    return hostUsageToWire(report, { mhzPerCore, volume: this.nodes.volume(nodeId) });
  }

  @Get('allocation/:allocId/stats')
  async allocStats(
    @Param('allocId') allocId: string,
    @Options() { query }: ReadOptions,
  ): Promise<unknown> {
    const { nodeId } = this.nodes.allocation(allocId);
    const task = query.text('task') || undefined;
    const answer = await this.nodes.ask(nodeId, 'alloc-stats', { allocId, task });
    const mhzPerCore = this.nodes.mhzPerCore(nodeId);
    return allocUsageToWire(AllocReport.parse(answer), { mhzPerCore, nowMs: this.clock() });
  }

  @Post('allocation/:allocId/restart')
  @HttpCode(200)
  async restart(
    @Param('allocId') allocId: string,
    @Body() body: unknown,
  ): Promise<{ Index: number }> {
    const { nodeId } = this.nodes.allocation(allocId);
    // Nomad's own clients send no body when all running tasks are meant.
    const request = body === '' || body === undefined ? {} : parseBody(body, AllocRestartRequest);
    await this.nodes.ask(nodeId, 'alloc-restart', {
      allocId,
      task: request.TaskName || undefined,
      all: request.AllTasks ?? false,
    });
    return { Index: 0 };
  }

  /** Nomad takes any method here. */
  @All('allocation/:allocId/gc')
  @HttpCode(200)
  async collect(@Param('allocId') allocId: string): Promise<Answer> {
    const { nodeId } = this.nodes.allocation(allocId);
    await this.nodes.ask(nodeId, 'alloc-gc', { allocId });
    return new Answer(undefined, {});
  }

  @All('gc')
  @HttpCode(200)
  async collectAll(@Options() { query }: ReadOptions): Promise<Answer> {
    await this.nodes.ask(this.nodes.nodeIdOf(query.text('node_id')), 'gc', {});
    return new Answer(undefined, {});
  }

  @Get('metadata')
  async meta(@Options() { query }: ReadOptions): Promise<NodeMetaResponse> {
    const answer = await this.nodes.ask(this.nodes.nodeIdOf(query.text('node_id')), 'meta', {});
    return metaToWire(MetaReport.parse(answer));
  }

  @Post('metadata')
  @HttpCode(200)
  async changeMeta(
    @Body() body: unknown,
    @Options() { query }: ReadOptions,
  ): Promise<NodeMetaResponse> {
    const request = parseBody(body, NodeMetaRequest);
    const fault = nodeMetaFault(request);
    if (fault !== undefined) throw new SteppeError('REQUEST_INVALID', fault);
    const nodeId = this.nodes.nodeIdOf(query.text('node_id') || (request.NodeID ?? undefined));
    const answer = await this.nodes.ask(nodeId, 'meta-change', { changes: request.Meta });
    return metaToWire(MetaReport.parse(answer));
  }

  @Post('allocation/:allocId/signal')
  @HttpCode(200)
  async signal(
    @Param('allocId') allocId: string,
    @Body() body: unknown,
  ): Promise<{ Index: number }> {
    const { Task, Signal } = parseBody(body, AllocSignalRequest);
    const { nodeId } = this.nodes.allocation(allocId);
    const payload = { allocId, task: Task || undefined, signal: Signal ?? '' };
    await this.nodes.ask(nodeId, 'alloc-signal', payload);
    return { Index: 0 };
  }
}
