// Talks to the Docker engine and the compose command of this machine; installs and starts nothing.
import { spawnSync } from 'node:child_process';

const ANSWER_TIMEOUT_MS = 10_000;

const succeeds = (command, args) =>
  spawnSync(command, args, { stdio: 'ignore', timeout: ANSWER_TIMEOUT_MS }).status === 0;

/** @returns {boolean} whether the engine answers, not merely whether its client is installed */
export const engineAnswers = () =>
  succeeds('docker', ['version', '--format', '{{.Server.Version}}']);

/**
 * @returns {readonly string[] | undefined} the words that run compose: the plugin, else the stand-alone program,
 *   which is what Debian 12 has
 */
export function resolveCompose() {
  const words = [['docker', 'compose'], ['docker-compose']];
  return words.find(([command, ...args]) => succeeds(command, [...args, 'version']));
}

/** @returns {boolean} whether there is a local image of this name */
export const hasImage = (name) => succeeds('docker', ['image', 'inspect', name]);

/**
 * Runs `docker` and keeps its output to itself unless it fails.
 *
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} options
 * @throws with all that docker said, when it fails
 */
export function runDocker(args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync('docker', args, {
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new Error(`docker ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}
