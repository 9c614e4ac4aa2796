import type { Task } from '@steppe/domain';
import { z } from 'zod';
import { durationMs, flag, listOf, text, textMap, textOr, texts } from './values.ts';

/** The `artifact` block: something fetched before the task starts. */
export const Artifact = z
  .looseObject({
    GetterSource: text,
    GetterOptions: textMap,
    GetterHeaders: textMap,
    GetterMode: textOr('any').pipe(z.enum(['any', 'file', 'dir'])),
    GetterInsecure: flag,
    RelativeDest: textOr('local/'),
    Chown: flag,
  })
  .transform((wire) => ({
    source: wire.GetterSource,
    options: wire.GetterOptions,
    headers: wire.GetterHeaders,
    mode: wire.GetterMode,
    insecure: wire.GetterInsecure,
    destination: wire.RelativeDest,
    chown: wire.Chown,
  }));
export type Artifact = z.infer<typeof Artifact>;

const ChangeScript = z
  .looseObject({
    Command: text,
    Args: texts,
    Timeout: durationMs(5_000),
    FailOnError: flag,
    RunOnFirstRender: flag,
  })
  .transform((wire) => ({
    command: wire.Command,
    args: wire.Args,
    timeoutMs: wire.Timeout,
    failOnError: wire.FailOnError,
    runOnFirstRender: wire.RunOnFirstRender,
  }));

/** The `template` block: a file that is rendered, and rendered anew when what it shows changes. */
export const TaskTemplate = z
  .looseObject({
    SourcePath: text,
    DestPath: text,
    EmbeddedTmpl: text,
    ChangeMode: textOr('restart').pipe(z.enum(['restart', 'signal', 'noop', 'script'])),
    ChangeSignal: text,
    ChangeScript: ChangeScript.nullish(),
    Once: flag,
    Splay: durationMs(5_000),
    Perms: textOr('0644').pipe(z.string().regex(/^0?[0-7]{3,4}$/u, 'must be an octal file mode')),
    Uid: z.int().nullish(),
    Gid: z.int().nullish(),
    LeftDelim: textOr('{{'),
    RightDelim: textOr('}}'),
    Envvars: flag,
    Wait: z.looseObject({ Min: durationMs(), Max: durationMs() }).nullish(),
    ErrMissingKey: flag,
  })
  .transform((wire) => ({
    source: wire.SourcePath,
    destination: wire.DestPath,
    data: wire.EmbeddedTmpl,
    changeMode: wire.ChangeMode,
    changeSignal: wire.ChangeSignal,
    changeScript: wire.ChangeScript ?? undefined,
    once: wire.Once,
    splayMs: wire.Splay,
    mode: Number.parseInt(wire.Perms, 8),
    uid: wire.Uid ?? undefined,
    gid: wire.Gid ?? undefined,
    delimiters: { left: wire.LeftDelim, right: wire.RightDelim },
    isEnv: wire.Envvars,
    waitMinMs: wire.Wait?.Min,
    waitMaxMs: wire.Wait?.Max,
    errorOnMissingKey: wire.ErrMissingKey,
  }));
export type TaskTemplate = z.infer<typeof TaskTemplate>;

/** The `volume_mount` block: where a task sees a volume of its group. */
export const VolumeMount = z
  .looseObject({ Volume: text, Destination: text, ReadOnly: flag, PropagationMode: text })
  .transform((wire) => ({
    volume: wire.Volume,
    destination: wire.Destination,
    readOnly: wire.ReadOnly,
    propagationMode: wire.PropagationMode,
  }));
export type VolumeMount = z.infer<typeof VolumeMount>;

/** The `identity` block: a token that says what a task is. */
export const TaskIdentity = z
  .looseObject({
    Name: textOr('default'),
    Audience: texts,
    ChangeMode: textOr('noop').pipe(z.enum(['restart', 'signal', 'noop'])),
    ChangeSignal: text,
    Env: flag,
    File: flag,
    Filepath: text,
    TTL: durationMs(),
  })
  .transform((wire) => ({
    name: wire.Name,
    audience: wire.Audience,
    changeMode: wire.ChangeMode,
    changeSignal: wire.ChangeSignal,
    env: wire.Env,
    file: wire.File,
    filepath: wire.Filepath,
    ttlMs: wire.TTL,
  }));
export type TaskIdentity = z.infer<typeof TaskIdentity>;

const DispatchPayload = z.looseObject({ File: text });

/** A task's blocks that the scheduler does not read. They were checked when the job was registered. */
export interface TaskBlocks {
  readonly artifacts: readonly Artifact[];
  readonly templates: readonly TaskTemplate[];
  readonly volumeMounts: readonly VolumeMount[];
  readonly identities: readonly TaskIdentity[];
  /** The file below `local/` that gets what the job was dispatched with. */
  readonly payloadFile: string | undefined;
}

/** @throws ZodError for a block of the wrong shape. */
export function taskBlocksOf({ extra }: Pick<Task, 'extra'>): TaskBlocks {
  const identity = TaskIdentity.nullish().parse(extra['Identity']);
  const file = DispatchPayload.nullish().parse(extra['DispatchPayload'])?.File;
  return {
    artifacts: listOf(Artifact).parse(extra['Artifacts']),
    templates: listOf(TaskTemplate).parse(extra['Templates']),
    volumeMounts: listOf(VolumeMount).parse(extra['VolumeMounts']),
    identities: [
      ...(identity ? [identity] : []),
      ...listOf(TaskIdentity).parse(extra['Identities']),
    ],
    payloadFile: file === '' ? undefined : file,
  };
}
