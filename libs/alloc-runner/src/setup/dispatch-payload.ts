import { join } from 'node:path';
import type { TaskPaths } from '@steppe/task-drivers';
import { setupFailure } from '../machine/task-events.ts';
import { writeFileInside } from '../inside/inside-dir.ts';
import { pathInside } from '../inside/inside-path.ts';
import { messageOf, type SetupContext, SetupError } from './setup-context.ts';

interface PayloadContext {
  readonly spec: { readonly paths: Pick<TaskPaths, 'allocDir' | 'localDir'> };
  readonly blocks: Pick<SetupContext['blocks'], 'payloadFile'>;
  readonly payload: string | undefined;
}

/** Writes what the job was dispatched with, if it is anything, to the file below `local/` that the task wants it in. */
export async function writePayload({ spec, blocks, payload }: PayloadContext): Promise<void> {
  if (blocks.payloadFile === undefined || payload === undefined || payload === '') return;
  const { allocDir, localDir } = spec.paths;
  try {
    const way = pathInside({ allocDir, taskDir: localDir }, join('/', blocks.payloadFile));
    await writeFileInside(allocDir, way, Buffer.from(payload, 'base64'), { mode: 0o644 });
  } catch (cause) {
    throw new SetupError(setupFailure(`dispatch payload: ${messageOf(cause)}`), {
      recoverable: false,
      cause,
    });
  }
}
