import { monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks';
import type { State } from '@steppe/domain';
import { type Gauge, gauge } from './metric.ts';

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

/** Measures this process from the time it is made until `stop`. */
export class ProcessMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  readonly #observer: PerformanceObserver;
  #gcRuns = 0;
  #gcPauseMs = 0;

  constructor() {
    this.#delay.enable();
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#gcRuns += 1;
        this.#gcPauseMs += duration;
      }
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Go's names where the runtime has the like of it, and the runtime's own. */
  gauges(): Gauge[] {
    const memory = process.memoryUsage();
    const cpu = process.cpuUsage();
    return [
      gauge('runtime.alloc_bytes', memory.heapUsed),
      gauge('runtime.sys_bytes', memory.rss),
      gauge('runtime.heap_total_bytes', memory.heapTotal),
      gauge('runtime.external_bytes', memory.external),
      gauge('runtime.total_gc_runs', this.#gcRuns),
      gauge('runtime.total_gc_pause_ns', this.#gcPauseMs * NS_PER_MS),
      gauge('runtime.cpu_seconds', (cpu.user + cpu.system) / 1e6),
      gauge('runtime.uptime_seconds', performance.now() / 1000),
      gauge('runtime.event_loop_delay_p99_seconds', this.#delay.percentile(99) / NS_PER_S),
      gauge('runtime.event_loop_utilization', performance.eventLoopUtilization().utilization),
    ];
  }

  stop(): void {
    this.#delay.disable();
    this.#observer.disconnect();
  }
}

/** How far the log is, and this process's view of it. */
export function logGauges(state: State, lastSeq: number): Gauge[] {
  return [
    gauge('raft.lastIndex', lastSeq),
    gauge('raft.appliedIndex', state.seq),
    gauge('state.snapshotIndex', state.seq),
  ];
}
