import type { ExecOutput, ExitResult } from '@steppe/task-drivers';
import { z } from 'zod';

/** What whoever runs a command sends it, as in Nomad's exec protocol. A frame without members is a heartbeat. */
export const InputFrame = z.object({
  stdin: z
    .object({
      /** Base64. */
      data: z.string().optional(),
      close: z.boolean().optional(),
    })
    .nullish(),
  tty_size: z.object({ height: z.int().nonnegative(), width: z.int().nonnegative() }).nullish(),
});
export type InputFrame = z.infer<typeof InputFrame>;

/** In base64 it stays below the size at which the live bus cuts a piece in two. */
const DATA_BYTES_MAX = 65_536;

/** The frames of some output, a JSON text each. */
export function* outputFrames({ stream, data }: ExecOutput): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += DATA_BYTES_MAX) {
    const part = data.subarray(at, at + DATA_BYTES_MAX);
    yield frame({ [stream]: { data: part.toString('base64') } });
  }
}

/** The frames that end a session: each stream's end, and how the command ended. */
export function* endFrames({ exitCode }: ExitResult, tty: boolean): Generator<Uint8Array> {
  if (!tty) yield frame({ stderr: { close: true } });
  yield frame({ stdout: { close: true } });
  yield frame({ exited: true, result: exitCode === 0 ? {} : { exit_code: exitCode } });
}

function frame(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
