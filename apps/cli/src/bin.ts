import { runCli } from './main.ts';

const interrupted = new AbortController();
// The second Ctrl-C ends the process at once.
process.once('SIGINT', () => interrupted.abort());
// A reader such as `head` that closed the pipe is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  streams: process,
  now: Date.now,
  signal: interrupted.signal,
});
// `process.exit` would cut off what is still being written to a pipe.
process.exitCode = code;
