import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** 1: everyday use; 2: serious production; 3: rare, or of Nomad's paid edition. */
const Tier = z.enum(['1', '2', '3']);
export type Tier = z.infer<typeof Tier>;

const Edition = z.string().transform((text) => (text === 'community' ? text : 'enterprise'));

const Route = z.object({ path: z.string(), methods: z.string(), edition: Edition, tier: Tier });
export type Route = z.infer<typeof Route>;

const Probe = z.object({
  path: z.string(),
  GET: z.string(),
  POST: z.string(),
  PUT: z.string(),
  DELETE: z.string(),
  PATCH: z.string(),
});
/** What Nomad answers to each method on a path, with an empty body and made-up names: the status, and the start of the text. */
export type Probe = z.infer<typeof Probe>;

const NomadCommand = z.object({
  command: z.string(),
  alias_of: z.string(),
  kind: z.string(),
  flags: z.string(),
  client_flags: z.string(),
  edition: Edition,
  tier: Tier,
});
export type NomadCommand = z.infer<typeof NomadCommand>;

const JobField = z.object({
  block_path: z.string(),
  name: z.string(),
  kind: z.string(),
  type: z.string(),
  allowed_values: z.string(),
  api_json_field: z.string(),
  tier: Tier,
});
export type JobField = z.infer<typeof JobField>;

const Setting = z.object({
  /** e.g. `client.server_join`, or `(top)`. */
  block: z.string(),
  name: z.string(),
  kind: z.enum(['attr', 'block', 'option']),
  type: z.string(),
  edition: Edition,
  tier: Tier,
});
/** One of an agent's configuration. */
export type Setting = z.infer<typeof Setting>;

/** What Nomad 2.0.5 has, as tables with a header. */
export const readRoutes = (): Route[] => readTable('routes.tsv', Route);
export const readProbes = (): Probe[] => readTable('routes-probe.tsv', Probe);
export const readCommands = (): NomadCommand[] => readTable('commands.tsv', NomadCommand);
export const readJobFields = (): JobField[] => readTable('jobspec.tsv', JobField);
export const readSettings = (): Setting[] => readTable('agent-config.tsv', Setting);

function readTable<T>(name: string, row: z.ZodType<T>): T[] {
  const path = join(import.meta.dirname, name);
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return row.parse(Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])));
  });
}
