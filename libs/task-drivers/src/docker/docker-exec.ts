import type Docker from 'dockerode';
import { DriverError } from '../driver-error.ts';
import type { ExecOutput, ExecRequest, ExecSession } from '../exec-session.ts';
import type { ExitResult } from '../task-driver.ts';
import { engineMessage, engineStatus } from './docker-error.ts';
import { buffersOf, splitFrames } from './stream-frames.ts';

/** Runs a command in a container. @throws DriverError `EXEC_FAILED` or `TASK_NOT_RUNNING`. */
export async function openDockerExec(
  container: Docker.Container,
  request: ExecRequest,
): Promise<ExecSession> {
  try {
    const exec = await container.exec({
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: request.tty,
      Cmd: [...request.command],
    });
    const stream = await exec.start({ hijack: true, stdin: true, Tty: request.tty });
    const resize: ExecSession['resize'] = async ({ rows, columns }) => {
      await exec.resize({ h: rows, w: columns });
    };
    if (request.tty && request.size !== undefined) await resize(request.size);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    stream.once('close', () => end());
    // Writing to a command that has ended is no fault of the session; how it ended is told by `exit`.
    stream.on('error', () => end());
    const exit = ended.then(() => exitOf(exec));
    // Whoever awaits `exit` gets its failure; without anybody it must not stop the process.
    exit.catch(() => undefined);
    return {
      stdin: stream,
      output: outputOf(stream, request.tty, end),
      exit,
      resize,
      close: async () => {
        stream.destroy();
        end();
      },
    };
  } catch (error) {
    const isStopped = engineStatus(error) === 409 || engineStatus(error) === 404;
    throw new DriverError(
      isStopped ? 'TASK_NOT_RUNNING' : 'EXEC_FAILED',
      `failed to exec in the task: ${engineMessage(error)}`,
      { recoverable: false, cause: error },
    );
  }
}

async function* outputOf(
  stream: NodeJS.ReadableStream,
  tty: boolean,
  end: () => void,
): AsyncGenerator<ExecOutput> {
  try {
    if (tty) {
      for await (const chunk of stream) yield { stream: 'stdout', data: Buffer.from(chunk) };
      return;
    }
    for await (const frames of splitFrames(buffersOf(stream))) yield* frames;
  } finally {
    end();
  }
}

async function exitOf(exec: Docker.Exec): Promise<ExitResult> {
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? 0, signal: 0, oomKilled: false };
}
