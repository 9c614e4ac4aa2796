import { spawn } from 'node:child_process';
import { z } from 'zod';

/** A port of the node that leads into a network; names as plugins know them. */
export const PortMapping = z.object({
  hostPort: z.int(),
  containerPort: z.int(),
  protocol: z.enum(['tcp', 'udp']),
  /** Absent: all addresses of the node. */
  hostIP: z.string().exactOptional(),
});
export type PortMapping = z.infer<typeof PortMapping>;

const CniPluginConfig = z.looseObject({
  type: z.string().regex(/^[\w.-]+$/u, 'must be the name of a program'),
  capabilities: z.record(z.string(), z.boolean()).optional(),
});

/** A network as a chain of plugins: what a `.conflist` file says. */
export const CniNetwork = z.object({
  name: z.string().min(1),
  cniVersion: z.string().min(1),
  plugins: z.array(CniPluginConfig).min(1),
});
export type CniNetwork = z.infer<typeof CniNetwork>;

const Address = z.looseObject({ address: z.string(), interface: z.int().nullish() });
const Interface = z.looseObject({ name: z.string(), sandbox: z.string().nullish() });

/** What plugins say that they made. */
export const CniResult = z.looseObject({
  interfaces: z.array(Interface).nullish(),
  ips: z.array(Address).nullish(),
  dns: z
    .looseObject({
      nameservers: z.array(z.string()).nullish(),
      search: z.array(z.string()).nullish(),
      options: z.array(z.string()).nullish(),
    })
    .nullish(),
});
export type CniResult = z.infer<typeof CniResult>;

const CniFault = z.looseObject({ msg: z.string(), details: z.string().nullish() });

export interface CniCall {
  readonly command: 'ADD' | 'DEL' | 'VERSION';
  /** Absolute path of the plugin. */
  readonly program: string;
  readonly config: unknown;
  /** CNI_CONTAINERID and the like. */
  readonly env: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 60_000;
const OUTPUT_MAX = 1_000_000;

/**
 * Runs one plugin, as the CNI specification says: what is asked in variables, the configuration on stdin.
 *
 * @returns what it prints.
 * @throws Error with the plugin's own words.
 */
export async function callPlugin({ command, program, config, env }: CniCall): Promise<string> {
  const child = spawn(program, [], {
    env: { PATH: process.env['PATH'] ?? '', ...env, CNI_COMMAND: command },
    stdio: 'pipe',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  // A plugin that ends before it has read all says why by its status.
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(JSON.stringify(config));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout = (stdout + String(data)).slice(0, OUTPUT_MAX)));
  child.stderr.on('data', (data) => (stderr = (stderr + String(data)).slice(0, OUTPUT_MAX)));
  const status = await ended;
  if (status === 0) return stdout;
  const fault = CniFault.safeParse(jsonOf(stdout)).data;
  const said =
    fault === undefined ? stderr.trim() : [fault.msg, fault.details].filter(Boolean).join('; ');
  throw new Error(`plugin ${program} failed: ${said || `it ended with status ${status}`}`);
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is no JSON says nothing that can be read.
  }
}
