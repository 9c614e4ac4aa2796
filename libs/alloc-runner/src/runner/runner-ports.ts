import type { Node } from '@steppe/domain';
import type { TaskDriver } from '@steppe/task-drivers';
import type { AllocNetworks } from '../network/alloc-networks.ts';
import type { ArtifactLimits } from '../artifact/artifact-limits.ts';
import type { IdentityIssuer } from '../setup/identity-tokens.ts';
import type { TemplateData } from '../template/template-data.ts';
import type { TemplateSettings } from '../template/template-settings.ts';
import type { RunnerDirs } from './alloc-dir.ts';
import type { Time } from './time.ts';

/** What the runner tells people, a subset of pino's logger. */
export interface RunnerLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every allocation of a node shares. */
export interface RunnerPorts {
  readonly drivers: ReadonlyMap<string, TaskDriver>;
  readonly dirs: RunnerDirs;
  readonly time: Time;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  readonly logger: RunnerLogger;
  /** The node as it was fingerprinted last. */
  readonly node: () => Node;
  /** Variables of the machine that tasks without an image inherit. */
  readonly hostEnv: Readonly<Record<string, string>>;
  /** @default allocations have no network but their node's: groups that want one fail */
  readonly networks?: AllocNetworks | undefined;
  /** What templates show of the cluster. @default nothing is known */
  readonly templateData?: TemplateData | undefined;
  /** Who signs identity tokens. @default nobody: tasks get none */
  readonly issuer?: IdentityIssuer | undefined;
  readonly artifactLimits?: ArtifactLimits | undefined;
  readonly templateSettings?: TemplateSettings | undefined;
  /** How long a driver may start a task, or stop one beyond its kill timeout, without a word. @default 5 min */
  readonly driverPatienceMs?: number | undefined;
  /** The client's `max_kill_timeout`. @default 30 s */
  readonly maxKillTimeoutMs?: number | undefined;
}
