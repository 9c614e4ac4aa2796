import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { NestLogger } from '@steppe/nest-kit';
import type { NodeAgentOptions } from './config.ts';
import type { LeaveOptions } from './leave.ts';
import { nodeAgentModule } from './node-agent.module.ts';
import { NodeAgentService } from './node-agent.service.ts';

export interface RunningNodeAgent {
  readonly nodeId: string;
  /** Rejects when the agent can't go on, e.g. at an entry of the log that it does not understand. */
  readonly failed: Promise<never>;
  /** Has the servers drain the node, and resolves when it is empty, or can't become so. To be closed after it. */
  leave(options: LeaveOptions): Promise<void>;
  /**
   * Ends the agent. Its tasks go on, for the next agent on this data_dir to adopt.
   *
   * @param stopAllocs ends them instead; always so in dev mode, which also removes the directories.
   */
  close(options?: { readonly stopAllocs?: boolean }): Promise<void>;
}

/**
 * Runs the node of this machine: adopts what an earlier agent left, registers the node, and obeys the log.
 * It starts without the log too, and joins it when it comes.
 *
 * @throws SteppeError `DATA_DIR_IN_USE`; `CONFIG_INVALID`; `LOG_INCOMPATIBLE` when the data_dir is another
 *   cluster's.
 */
export async function startNodeAgent(options: NodeAgentOptions): Promise<RunningNodeAgent> {
  const app = await NestFactory.createApplicationContext(nodeAgentModule(options), {
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
  const service = app.get(NodeAgentService);
  const { nodeId, failed } = service.node;
  let closing: Promise<void> | undefined;
  return {
    nodeId,
    failed,
    leave: (how) => service.node.leave(how),
    close: ({ stopAllocs = false } = {}) => {
      service.stopsTasks ||= stopAllocs;
      closing ??= app.close();
      return closing;
    },
  };
}
