import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '@steppe/cli';
import { z } from 'zod';
import { Cluster } from '../../e2e/harness/cluster.ts';
import { ROOT } from '../../e2e/harness/processes.ts';
import { until } from '../../e2e/harness/until.ts';
import { endAllocations, startClients } from '../two-clients.ts';
import { parseCommandLine } from './command-line.ts';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const Allocs = z.array(z.object({ JobID: z.string(), ClientStatus: z.string() }));
const ENDED = new Set(['complete', 'failed', 'lost']);

const STEPPE = join(ROOT, 'apps/cli/bin/steppe');
const STEP_MAX_MS = 60_000;

/**
 * The place where Nomad was recorded, with Steppe in it: a server and two clients, and a directory with the job files
 * beside an empty one, in which commands run.
 */
export class Lab {
  readonly jobsDirectory: string;
  readonly #cluster: Cluster;
  readonly #directory: string;

  private constructor(cluster: Cluster, directory: string) {
    this.#cluster = cluster;
    this.#directory = directory;
    this.jobsDirectory = join(directory, 'jobs');
  }

  static async open(): Promise<Lab> {
    const lab = new Lab(
      await Cluster.prepare(),
      await mkdtemp(join(tmpdir(), 'steppe-transcripts-')),
    );
    await cp(join(import.meta.dirname, 'jobs'), lab.jobsDirectory, { recursive: true });
    for (const name of ['run', 'bin']) await mkdir(join(lab.#directory, name));
    await symlink(STEPPE, join(lab.#directory, 'bin/nomad'));
    try {
      await lab.#cluster.startAgent('server', { name: 'server1' });
      await startClients(lab.#cluster);
      return lab;
    } catch (error) {
      await lab.#cluster.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await endAllocations(this.#cluster);
    await this.#cluster.close();
    await rm(this.#directory, { recursive: true });
  }

  /** Runs a recorded command: in this process where it is one of the CLI's alone, else in a shell. */
  run(command: string, patienceMs = STEP_MAX_MS): Promise<Ran> {
    const line = command.includes('../')
      ? undefined
      : parseCommandLine(command, this.jobsDirectory);
    return line ? this.#call(line, patienceMs) : this.#shell(command, patienceMs);
  }

  /** Purges a job, and has what is left of it forgotten. */
  async forget(job: string): Promise<void> {
    await this.run(`nomad job stop -purge -yes ${job}`);
    await until(`no allocation of ${job} runs`, async () =>
      (await this.#allocsOf(job)).every(({ ClientStatus }) => ENDED.has(ClientStatus)),
    );
    await this.run('nomad system gc');
    await until(`${job} is forgotten`, async () => (await this.#allocsOf(job)).length === 0);
  }

  async #allocsOf(job: string): Promise<z.infer<typeof Allocs>> {
    const allocs = Allocs.parse(await this.#cluster.get('/v1/allocations'));
    return allocs.filter(({ JobID }) => JobID === job);
  }

  async #call(
    { argv, env }: { argv: readonly string[]; env: Readonly<Record<string, string>> },
    patienceMs: number,
  ): Promise<Ran> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const printed = Promise.all([text(stdout), text(stderr)]);
    const code = await runCli({
      argv,
      env: { NOMAD_ADDR: this.#cluster.api, ...env },
      streams: { stdin: Readable.from([]), stdout, stderr },
      now: Date.now,
      signal: AbortSignal.timeout(patienceMs),
    });
    stdout.end();
    stderr.end();
    const [out, err] = await printed;
    return { code, stdout: out, stderr: err };
  }

  async #shell(command: string, patienceMs: number): Promise<Ran> {
    const PATH = `${join(this.#directory, 'bin')}:${process.env['PATH'] ?? ''}`;
    const child = spawn('sh', ['-c', command], {
      cwd: this.jobsDirectory,
      env: { PATH, NOMAD_ADDR: this.#cluster.api },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patienceMs,
    });
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }
}
