import { PassThrough, type Readable, Transform } from 'node:stream';
import type { ExecOutput } from './exec-session.ts';

/** Joins a command's two streams in the order of arrival; a slow reader slows the command down. */
export function mergeOutput(stdout: Readable, stderr: Readable): AsyncIterable<ExecOutput> {
  const merged = new PassThrough({ objectMode: true });
  let open = 2;
  const add = (source: Readable, stream: ExecOutput['stream']): void => {
    const label = new Transform({
      readableObjectMode: true,
      transform: (data: Buffer, _encoding, done) => done(null, { stream, data }),
    });
    source.on('error', (error) => merged.destroy(error));
    label.on('end', () => {
      open -= 1;
      if (open === 0) merged.end();
    });
    source.pipe(label).pipe(merged, { end: false });
  };
  add(stdout, 'stdout');
  add(stderr, 'stderr');
  return merged;
}
