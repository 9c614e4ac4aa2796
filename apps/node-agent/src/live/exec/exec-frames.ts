import { SteppeError } from '@steppe/domain';
import type { ExecOutput, ExitResult } from '@steppe/task-drivers';
import { z } from 'zod';

/** What whoever runs a command sends it, as in Nomad's exec protocol. A frame without members is a heartbeat. */
const InputFrame = z.object({
  stdin: z
    .object({
      /** Base64. */
      data: z.string().optional(),
      close: z.boolean().optional(),
    })
    .nullish(),
  /** In characters; Go leaves out what is 0. */
  tty_size: z
    .object({
      height: z.int().nonnegative().default(0),
      width: z.int().nonnegative().default(0),
    })
    .nullish(),
});
export type InputFrame = z.infer<typeof InputFrame>;

/** @throws SteppeError `REQUEST_INVALID` for what is no frame: it comes from outside. */
export function parseInputFrame(piece: Uint8Array): InputFrame {
  const parsed = InputFrame.safeParse(jsonOf(Buffer.from(piece).toString('utf8')));
  if (parsed.success) return parsed.data;
  const [fault] = parsed.error.issues;
  const where = fault?.path.join('.') || 'frame';
  throw new SteppeError('REQUEST_INVALID', `${where}: ${fault?.message}`);
}

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

/** The value of a JSON text; undefined, which is no frame, when it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
