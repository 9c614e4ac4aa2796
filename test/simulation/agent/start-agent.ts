import type { Job, Node } from '@steppe/domain';
import type { EventStore } from '@steppe/event-log';
import type { Logger } from '@steppe/nest-kit';
import { ClientSubject, Heartbeat, NodeSubject, Reporter, SilenceStop } from '@steppe/node-agent';
import type { SeededRandom, SimulatedProcess } from '@steppe/simulator';
import type { AgentDisk } from './agent-disk.ts';
import type { AgentPorts } from './agent-ports.ts';
import { DiskPosition } from './disk-position.ts';
import type { Fate, Machine } from './machine.ts';
import { SimulatedTable } from './simulated-table.ts';

const HEARTBEAT_MS = 2_000;

export interface AgentOptions {
  readonly process: SimulatedProcess;
  readonly store: EventStore;
  readonly node: Node;
  readonly machine: Machine;
  readonly disk: AgentDisk;
  readonly random: SeededRandom;
  readonly logger: Logger;
  readonly fateOf: (job: Job) => Fate | undefined;
  readonly onFailure: (cause: unknown) => void;
}

/** Starts the real parts of a node agent, on a machine and a disk that are simulated. */
export async function startAgent(options: AgentOptions): Promise<void> {
  const { process, store, node, machine, disk, random, logger, fateOf, onFailure } = options;
  const write = writerTo(process, random);
  const sync = new DiskPosition(disk, write);
  const { timers } = process;
  const time = {
    nowMs: () => timers.nowMs(),
    monotonicMs: () => timers.nowMs(),
    after: (delayMs: number, callback: () => void) => timers.after(delayMs, callback),
  };
  const reporter: Reporter = new Reporter({
    subject: new ClientSubject({ log: store.log, nodeId: node.id, sync }),
    sync,
    statusOf: (allocId) => table.statusOf(allocId),
    time,
    logger,
  });
  const onChange: AgentPorts['onChange'] = (status) => reporter.noteChange(status);
  const table = new SimulatedTable(
    { process, machine, disk, random, write, fateOf, onChange },
    store.log,
  );
  await table.restore();
  reporter.registerNode(node);
  const heartbeat = new Heartbeat({
    live: store.live,
    nodeId: node.id,
    time,
    intervalMs: HEARTBEAT_MS,
  });
  const silence = new SilenceStop({ live: store.live, table, time, logger });
  process.onDeath(() => {
    void heartbeat.stop();
    void silence.stop();
  });
  const nodeSubject = new NodeSubject({
    log: store.log,
    nodeId: node.id,
    sync,
    table,
    time,
    logger,
    onDeregistered: () => reporter.registerNode(node),
    onReady: () => reporter.reportUnknown(),
  });
  nodeSubject.failed.catch(onFailure);
  nodeSubject.start();
}

function writerTo(process: SimulatedProcess, random: SeededRandom): AgentPorts['write'] {
  return async (write) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    process.timers.after(random.int(0, 15), () => {
      write();
      resolve();
    });
    await promise;
  };
}
