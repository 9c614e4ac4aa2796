import type { PlacedBlock } from '../decode/content.ts';
import {
  type Adjust,
  decodeBlock,
  type DecodeOptions,
  type MutableObject,
} from '../decode/decode-block.ts';
import type { BlockSchema } from '../decode/schema.ts';
import { adjustNetwork } from './adjust-network.ts';
import { adjustPlacement } from './adjust-placement.ts';
import { adjustPeriodic, adjustTask, adjustTaskScaling, omitUnsetPlugin } from './adjust-task.ts';
import { adjustGroup, adjustJob } from './inherit.ts';
import { group } from './schema/group.ts';
import { job, periodic } from './schema/job.ts';
import { network } from './schema/network.ts';
import { affinity, constraint } from './schema/placement.ts';
import { taskScaling } from './schema/policies.ts';
import { task } from './schema/task.ts';

/** Reads a `job` block into the API's JSON, as it is before any default of the server. */
export function decodeJob(placed: PlacedBlock): MutableObject {
  const later: Array<() => void> = [];
  const options: DecodeOptions = { adjust: adjustments(() => options), later };
  const json = decodeBlock(placed, job, options);
  if (!placed.env.diagnostics.hasErrors) for (const decode of later) decode();
  return json;
}

function adjustments(options: () => DecodeOptions): ReadonlyMap<BlockSchema, Adjust> {
  return new Map<BlockSchema, Adjust>([
    [constraint, adjustPlacement],
    [affinity, adjustPlacement],
    [network, adjustNetwork],
    [taskScaling, adjustTaskScaling],
    [periodic, adjustPeriodic],
    [group, adjustGroup(options)],
    [job, adjustJob(options)],
    [
      task,
      (json, decoded) => {
        adjustTask(json, decoded);
        omitUnsetPlugin(json, decoded);
      },
    ],
  ]);
}
