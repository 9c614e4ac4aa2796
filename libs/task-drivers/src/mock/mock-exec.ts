import { PassThrough, Writable } from 'node:stream';
import { mergeOutput } from '../exec-output.ts';
import type { ExecSession } from '../exec-session.ts';
import type { Timer } from '../timer.ts';
import type { MockCommand } from './mock-config.ts';
import { MockRun } from './mock-run.ts';

/** Pretends to run a command in a mock task. */
export function openMockExec(command: MockCommand, timer: Timer): ExecSession {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const run = new MockRun({
    command,
    runForMs: command.run_for,
    timer,
    write: (stream, text) => streams[stream].write(text),
  });
  const exit = run.ended.finally(() => {
    streams.stdout.end();
    streams.stderr.end();
  });
  return {
    stdin: new Writable({ write: (_chunk, _encoding, done) => done() }),
    output: mergeOutput(streams.stdout, streams.stderr),
    exit,
    resize: () => Promise.resolve(),
    close: async () => run.kill('SIGKILL', 0),
  };
}
