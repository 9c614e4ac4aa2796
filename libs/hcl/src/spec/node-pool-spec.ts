import { struct } from '../agent-config/reader.ts';
import { bool, durationMs, ifGiven, labelled, text, textMap } from '../agent-config/settings.ts';
import type { Json } from '../values/json.ts';
import { type ParsedSpec, readSpec, type SpecFile } from './read-spec.ts';

const nodePools = struct({
  nodePool: labelled(
    struct({
      description: text,
      meta: ifGiven(textMap),
      nodeIdentityTtlMs: durationMs,
      schedulerConfig: ifGiven(
        struct({ schedulerAlgorithm: text, memoryOversubscriptionEnabled: bool }),
      ),
    }),
  ),
});

const NS_PER_MS = 1_000_000;

/** Reads the node pools of a file into what the API takes. Never throws. */
export function parseNodePoolSpec(file: SpecFile): ParsedSpec<readonly Record<string, Json>[]> {
  const { spec, diagnostics } = readSpec(file, nodePools);
  if (!spec) return { diagnostics };
  const pools = Object.entries(spec.nodePool).map(([name, pool]) => ({
    Name: name,
    Description: pool.description ?? '',
    Meta: pool.meta ?? null,
    NodeIdentityTTL: (pool.nodeIdentityTtlMs ?? 0) * NS_PER_MS,
    SchedulerConfiguration: pool.schedulerConfig
      ? {
          SchedulerAlgorithm: pool.schedulerConfig.schedulerAlgorithm ?? '',
          MemoryOversubscriptionEnabled: pool.schedulerConfig.memoryOversubscriptionEnabled ?? null,
        }
      : null,
  }));
  return { diagnostics, spec: pools };
}
