import { Controller, Get, Inject, type OnModuleDestroy, Query } from '@nestjs/common';
import type { EventStore } from '@steppe/event-log';
import { type Clock, CLOCK, EVENT_STORE } from '@steppe/nest-kit';
import { Readable } from 'node:stream';
import { HostReport } from '../client/usage/host-usage.ts';
import { NodeRequests } from '../client/node-requests.ts';
import { Answer } from '../http/answer.ts';
import { QueryString } from '../http/read-options.ts';
import type { AgentInfo } from '../ports.ts';
import { Changes } from '../reads/changes.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT } from '../tokens.ts';
import { evaluationGauges } from './evaluation-gauges.ts';
import { type Gauge, gauge } from './gauge.ts';
import { jobGauges } from './job-gauges.ts';
import { hostGauges, nodeGauges } from './node-gauges.ts';
import { logGauges, ProcessMeter } from './process-gauges.ts';
import { gaugesToJson, gaugesToPrometheus } from './render.ts';

/** Everything is measured when it is asked for: nothing is aggregated, and nothing is out of date. */
@Controller('v1/metrics')
export class MetricsController implements OnModuleDestroy {
  readonly #process = new ProcessMeter();

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Reads) private readonly reads: Reads,
    @Inject(Changes) private readonly changes: Changes,
    @Inject(NodeRequests) private readonly nodes: NodeRequests,
    @Inject(AGENT) private readonly agent: AgentInfo,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    this.#process.stop();
  }

  @Get()
  async metrics(@Query() values: unknown): Promise<Answer> {
    const host = { host: this.agent.name };
    const query = new QueryString(values);
    const nodeId = query.text('node_id');
    const measured = await (nodeId ? this.#node(nodeId) : this.#measure());
    const gauges = measured.map((each) => ({ ...each, labels: { ...each.labels, ...host } }));
    if (query.text('format') !== 'prometheus') {
      return new Answer(gaugesToJson(gauges, this.clock()), {});
    }
    const text = Readable.from([gaugesToPrometheus(gauges)]);
    return new Answer(text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  }

  async #measure(): Promise<Gauge[]> {
    const { state } = this.reads;
    const [lastSeq, queueDepth] = await Promise.all([
      this.store.log.lastSeq(),
      this.store.ready.depth(),
    ]);
    const ready = [...state.nodes.values()].filter(({ status }) => status === 'ready').length;
    return [
      gauge('nomad.heartbeat.active', ready),
      gauge('nomad.blocking_queries', this.changes.count),
      ...jobGauges(state),
      ...evaluationGauges(state, { nowMs: this.clock(), queueDepth }),
      ...(await this.#ownNode()),
      ...logGauges(state, lastSeq),
      ...this.#process.gauges(),
    ];
  }

  /** Of the node that shares this agent, as Nomad does: another one's are at its own agent, which passes its ID on. */
  async #ownNode(): Promise<Gauge[]> {
    const { nodeId } = this.agent;
    const isThere = nodeId !== undefined && this.reads.state.nodes.has(nodeId);
    return isThere ? await this.#node(nodeId) : [];
  }

  async #node(nodeId: string): Promise<Gauge[]> {
    const report = HostReport.parse(await this.nodes.ask(nodeId, 'stats', {}));
    const row = this.reads.state.nodes.get(nodeId);
    return row ? [...nodeGauges(this.reads.state, row), ...hostGauges(row, report)] : [];
  }
}
