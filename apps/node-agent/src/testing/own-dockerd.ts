import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { unmountBelow } from '@steppe/alloc-runner';

const run = promisify(execFile);
const START_TIMEOUT_MS = 60_000;

/**
 * A dockerd of a test's own, which may be restarted without a word to those who use the machine's. In a network
 * namespace of its own too: one without a bridge removes `docker0` as it starts.
 */
export class OwnDockerd {
  readonly endpoint: string;
  readonly #dir: string;
  #process: ChildProcess;

  private constructor(dir: string) {
    this.#dir = dir;
    this.endpoint = `unix://${join(dir, 'docker.sock')}`;
    this.#process = this.#spawn();
  }

  static async start(): Promise<OwnDockerd> {
    const dockerd = new OwnDockerd(await mkdtemp(join(tmpdir(), 'steppe-dockerd-')));
    await dockerd.#untilReady();
    return dockerd;
  }

  /** Takes over an image of the machine's Docker. @returns its name. */
  async load(image: string): Promise<string> {
    const archive = join(this.#dir, 'image.tar');
    await run('docker', ['save', '--output', archive, image]);
    await run('docker', ['--host', this.endpoint, 'load', '--input', archive]);
    return image;
  }

  async restart(): Promise<void> {
    await this.#end();
    this.#process = this.#spawn();
    await this.#untilReady();
  }

  /** Has it answer nobody, until it is woken. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  wake(): void {
    this.#process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.wake();
    await this.#end();
    await unmountBelow(this.#dir);
    await rm(this.#dir, { recursive: true, force: true });
  }

  #spawn(): ChildProcess {
    const args = [
      `--host=${this.endpoint}`,
      `--data-root=${join(this.#dir, 'data')}`,
      `--exec-root=${join(this.#dir, 'exec')}`,
      `--pidfile=${join(this.#dir, 'pid')}`,
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--storage-driver=vfs',
    ];
    return spawn('unshare', ['--net', 'dockerd', ...args], { stdio: 'ignore' });
  }

  async #end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }

  async #untilReady(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error('dockerd ended as it started');
      try {
        await run('docker', ['--host', this.endpoint, 'version']);
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await delay(100);
      }
    }
  }
}
