import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorCode, errorMessage } from '../system-error.ts';
import type { DockerAuth } from './docker-config.ts';

export interface RegistryAuthOptions {
  /** Path of a file such as Docker's own `config.json`. */
  readonly configFile?: string | undefined;
  /** Of the program `docker-credential-NAME`. */
  readonly helper?: string | undefined;
}

/** Where Docker's own files keep what is for its hub. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HELPER_TIMEOUT_MS = 30_000;

const Entry = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
});
const ConfigFile = z.object({
  auths: z.record(z.string(), Entry).default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().default(''),
});
const Credentials = z.object({ Username: z.string(), Secret: z.string() });

/**
 * Finds what a registry asks for: what the task says, else the operator's file, else the operator's helper.
 *
 * @returns undefined when none of them knows the registry.
 * @throws Error with the reason when the file or a helper fails.
 */
export async function registryAuth(
  image: string,
  own: DockerAuth | undefined,
  { configFile, helper }: RegistryAuthOptions,
): Promise<DockerAuth | undefined> {
  if (own !== undefined && Object.keys(own).length > 0) return own;
  const registry = registryOf(image);
  const filed = configFile ? await authInFile(configFile, registry) : undefined;
  if (filed !== undefined || !helper) return filed;
  return authFromHelper(helper, registry);
}

/** The part of an image's name that says where it is kept; Docker's hub when there is none. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isRegistry = rest.length > 0 && (/[.:]/u.test(first) || first === 'localhost');
  return isRegistry ? first : 'docker.io';
}

async function authInFile(path: string, registry: string): Promise<DockerAuth | undefined> {
  const { auths, credHelpers, credsStore } = await readConfigFile(path);
  const keys = registry === 'docker.io' ? [HUB_KEY, registry] : [registry, `https://${registry}`];
  for (const key of keys) {
    const helper = credHelpers[key];
    if (helper !== undefined) return authFromHelper(helper, registry);
    const entry = auths[key];
    const [username = entry?.username, password = entry?.password] = decoded(entry?.auth);
    if (username !== undefined && username !== '')
      return { username, password, server_address: key };
  }
  return credsStore === '' ? undefined : authFromHelper(credsStore, registry);
}

async function readConfigFile(path: string): Promise<z.infer<typeof ConfigFile>> {
  try {
    return ConfigFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} can't be read: ${errorMessage(cause)}`, { cause });
  }
}

/** `user:password` in base64; a password may have colons. */
function decoded(auth: string | undefined): readonly [string?, string?] {
  if (auth === undefined || auth === '') return [];
  const [username = '', ...rest] = Buffer.from(auth, 'base64').toString('utf8').split(':');
  return [username, rest.join(':')];
}

/** Asks as Docker does: the registry on stdin, JSON on stdout. A helper that knows nothing of it says so and fails. */
async function authFromHelper(helper: string, registry: string): Promise<DockerAuth | undefined> {
  const program = `docker-credential-${helper}`;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { timeout: HELPER_TIMEOUT_MS, env: process.env };
  const child = execFile(program, ['get'], options, (error, stdout) => {
    if (error === null || /credentials not found/iu.test(stdout)) resolve(stdout);
    else if (errorCode(error) === 'ENOENT')
      reject(new Error(`${program} is not on the agent's PATH`));
    else reject(new Error(`${program}: ${stdout.trim() || errorMessage(error)}`));
  });
  // A program that could not be started, or that reads nothing, says why by its end.
  child.stdin?.on('error', () => child.stdin?.destroy());
  child.stdin?.end(registry);
  const said = await promise;
  if (/credentials not found/iu.test(said)) return undefined;
  const { Username, Secret } = Credentials.parse(JSON.parse(said));
  return { username: Username, password: Secret, server_address: registry };
}
