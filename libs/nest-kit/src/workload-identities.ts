import type { LiveBus, Served } from '@steppe/event-log';
import { z } from 'zod';

/** The live subject on which every server signs identities for the agents of allocations. */
const SUBJECT = 'workload-identities';
const TIMEOUT_MS = 10_000;

const Question = z.object({ nodeId: z.string(), allocId: z.string() });

/** Who a task is, signed, and what its job file says of where the task finds that. */
export const WorkloadIdentity = z.object({
  task: z.string(),
  /** `default`, or the name of an `identity` block. */
  name: z.string(),
  /** A JSON Web Token. */
  token: z.string(),
  /** Whether it goes into the task's environment, as NOMAD_TOKEN or NOMAD_TOKEN_<name>. */
  env: z.boolean(),
  /** Whether it goes into a file of the task's secrets, as nomad_token or nomad_<name>.jwt. */
  file: z.boolean(),
  filepath: z.string(),
  changeMode: z.string(),
  changeSignal: z.string(),
  /** How long it is valid: a new one is to be asked for before. 0: as long as the allocation runs. */
  ttlMs: z.number(),
});
export type WorkloadIdentity = z.infer<typeof WorkloadIdentity>;

/** Serves what agents ask for: the identities of an allocation of theirs. */
export function serveWorkloadIdentities(
  live: LiveBus,
  identitiesOf: (question: z.infer<typeof Question>) => Promise<readonly WorkloadIdentity[]>,
): Served {
  return live.serve(SUBJECT, ({ payload }) => identitiesOf(Question.parse(payload)));
}

/**
 * The signed identities of an allocation's tasks.
 *
 * @throws SteppeError `ALLOCATION_NOT_FOUND` when no such allocation runs on the node; `NODE_UNREACHABLE` when no
 *   server answers; `TIMEOUT`.
 */
export async function askWorkloadIdentities(
  live: LiveBus,
  question: z.infer<typeof Question>,
): Promise<WorkloadIdentity[]> {
  const answer = await live.request(SUBJECT, question, { timeoutMs: TIMEOUT_MS });
  return z.array(WorkloadIdentity).parse(answer);
}
