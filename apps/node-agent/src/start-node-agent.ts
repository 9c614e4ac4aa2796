import type { NodeAgentOptions } from './config.ts';
import type { LeaveOptions } from './leave.ts';
import { OpenedNode } from './opened-node.ts';

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
  const node = await OpenedNode.open(options);
  let stopsTasks = false;
  let closing: Promise<void> | undefined;
  return {
    nodeId: node.nodeId,
    failed: node.failed,
    leave: (how) => node.leave(how),
    close: ({ stopAllocs = false } = {}) => {
      stopsTasks ||= stopAllocs;
      closing ??= node.close({ stopsTasks });
      return closing;
    },
  };
}
