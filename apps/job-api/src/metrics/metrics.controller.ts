import { Controller, Get, Inject, type OnModuleDestroy, Query } from '@nestjs/common';
import { allocsOfNode, type NodeRow } from '@steppe/domain';
import type { EventStore } from '@steppe/event-log';
import { type Clock, CLOCK, EVENT_STORE, Timings } from '@steppe/nest-kit';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { HostReport } from '../client/usage/host-usage.ts';
import { AllocReport } from '../client/usage/task-usage.ts';
import { NodeRequests } from '../client/node-requests.ts';
import { Answer } from '../http/answer.ts';
import { QueryString } from '../http/read-options.ts';
import type { AgentInfo, MetricsSettings } from '../ports.ts';
import { Changes } from '../reads/changes.ts';
import { Reads } from '../reads/reads.service.ts';
import { AGENT, METRICS } from '../tokens.ts';
import { evaluationGauges } from './evaluation-gauges.ts';
import { isTold } from './metric-filter.ts';
import { counter, type Gauge, gauge, type Metric, summary } from './metric.ts';
import { jobGauges } from './job-gauges.ts';
import { hostGauges, nodeGauges } from './node-gauges.ts';
import { logGauges, ProcessMeter } from './process-gauges.ts';
import { metricsToJson, metricsToPrometheus } from './render.ts';
import { ServiceTimings } from './service-timings.ts';
import { TaskCounters } from './task-counters.ts';
import { taskGauges } from './task-gauges.ts';

const MS_PER_S = 1_000;
/** Measured once for each request. */
const ASKED = 'nomad.acl.resolve_token';
/** As Prometheus's own library names it. */
const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';

/** Gauges are measured when they are asked for: none is out of date. */
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
    @Inject(METRICS) private readonly settings: MetricsSettings,
    @Inject(Timings) private readonly timings: Timings,
    @Inject(ServiceTimings) private readonly services: ServiceTimings,
    @Inject(TaskCounters) private readonly counters: TaskCounters,
  ) {}

  onModuleDestroy(): void {
    this.#process.stop();
  }

  @Get()
  async metrics(@Query() values: unknown): Promise<Answer> {
    const query = new QueryString(values);
    const nodeId = query.text('node_id');
    const measured = await (nodeId ? this.#node(nodeId) : this.#measure());
    const metrics = measured.filter(({ name }) => isTold(`nomad.${name}`, this.settings.filter));
    const named = this.settings.withHost ? metrics.map((each) => this.#named(each)) : metrics;
    if (query.text('format') !== 'prometheus') {
      const uptimeMs = process.uptime() * MS_PER_S;
      return new Answer(metricsToJson(named, { nowMs: this.clock(), uptimeMs }), {});
    }
    const text = Readable.from([metricsToPrometheus(named)]);
    return new Answer(text, { 'content-type': PROMETHEUS_TYPE });
  }

  #named(metric: Metric): Metric {
    return { ...metric, labels: { ...metric.labels, host: this.agent.name } };
  }

  async #measure(): Promise<Metric[]> {
    const { state } = this.reads;
    const [lastSeq, queueDepth] = await Promise.all([
      this.store.log.lastSeq(),
      this.store.ready.depth(),
    ]);
    const timings = this.timings.list();
    const asked = timings.find(({ name }) => name === ASKED)?.count ?? 0;
    const ready = [...state.nodes.values()].filter(({ status }) => status === 'ready').length;
    return [
      gauge('nomad.heartbeat.active', ready),
      gauge('nomad.blocking_queries', this.changes.count),
      ...jobGauges(state, this.settings),
      ...evaluationGauges(state, { nowMs: this.clock(), queueDepth }),
      ...(await this.#ownNode()),
      ...logGauges(state, lastSeq),
      ...this.#process.gauges(),
      counter('nomad.rpc.request', asked),
      ...timings.map((timing) => summary(timing)),
      ...this.services.summaries(),
    ];
  }

  /** Of the node that shares this agent, as Nomad does: another one's are at its own agent, which passes its ID on. */
  async #ownNode(): Promise<Metric[]> {
    const { nodeId } = this.agent;
    const isThere = nodeId !== undefined && this.reads.state.nodes.has(nodeId);
    return isThere ? await this.#node(nodeId) : [];
  }

  async #node(nodeId: string): Promise<Metric[]> {
    const report = HostReport.parse(await this.nodes.ask(nodeId, 'stats', {}));
    const row = this.reads.state.nodes.get(nodeId);
    if (row === undefined) return [];
    return [
      ...nodeGauges(this.reads.state, row),
      ...hostGauges(row, report),
      ...this.counters.ofNode(nodeId),
      ...(this.settings.withAllocations ? await this.#tasks(row) : []),
    ];
  }

  async #tasks(node: NodeRow): Promise<Gauge[]> {
    const { id } = node.node;
    const reports = AllocReports.parse(await this.nodes.ask(id, 'all-alloc-stats', {}));
    const mhzPerCore = this.nodes.mhzPerCore(id);
    return allocsOfNode(this.reads.state, id).flatMap((row) =>
      taskGauges(row, reports[row.id] ?? {}, { node, mhzPerCore }),
    );
  }
}

/** By allocation. */
const AllocReports = z.record(z.string(), AllocReport);
