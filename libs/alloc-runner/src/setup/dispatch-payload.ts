import { join } from 'node:path';
import { setupFailure } from '../machine/task-events.ts';
import { writeFileInside } from '../inside/inside-dir.ts';
import { pathInside } from '../inside/inside-path.ts';
import { messageOf, type SetupContext, SetupError } from './setup-context.ts';

/** Writes what the job was dispatched with to the file below `local/` that the task wants it in. */
export async function writePayload({ spec, blocks, payload }: SetupContext): Promise<void> {
  if (blocks.payloadFile === undefined || payload === undefined) return;
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
