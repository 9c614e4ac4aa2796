import { contentOf } from '../decode/content.ts';
import {
  type Adjust,
  decodeBlock,
  type DecodedBlock,
  type DecodeOptions,
  type MutableObject,
  shapeOf,
  warnWithoutEffect,
} from '../decode/decode-block.ts';
import type { BlockSchema } from '../decode/schema.ts';
import { withOwnDiagnostics } from '../evaluate/environment.ts';
import { isJsonObject, type Json } from '../values/json.ts';
import { group as groupSchema } from './schema/group.ts';
import { secret, vault } from './schema/identity.ts';
import { task as taskSchema } from './schema/task.ts';

/** Hands a group's `vault` and `secret` down to its tasks. */
export function adjustGroup(options: () => DecodeOptions): Adjust {
  return (json, decoded) => {
    json['Tasks'] = handDown(json['Tasks'] ?? null, heirloomsOf(decoded, options()));
  };
}

/** Hands the job's `vault` and `secret` down, and gives each task outside of a group one of its own. */
export function adjustJob(options: () => DecodeOptions): Adjust {
  return (json, decoded) => {
    const [label] = decoded.block.labels;
    json['ID'] ??= label?.text ?? '';
    json['Name'] ??= label?.text ?? '';
    const own = Array.isArray(json['TaskGroups']) ? json['TaskGroups'] : [];
    const heirlooms = heirloomsOf(decoded, options());
    const groups: Json[] = [...loneTasks(decoded, options()), ...own].map((group) =>
      isJsonObject(group)
        ? { ...group, Tasks: handDown(group['Tasks'] ?? null, heirlooms) }
        : group,
    );
    json['TaskGroups'] = groups.length > 0 ? groups : null;
  };
}

function loneTasks({ content }: DecodedBlock, options: DecodeOptions): MutableObject[] {
  const tasks = content.blocks.filter(({ block }) => block.type === 'task');
  return tasks.map((placed) => {
    const task = decodeBlock(placed, taskSchema, options);
    const emptyBody = { ...placed.block.body, attributes: new Map(), blocks: [] };
    const group = decodeBlock(
      { block: { ...placed.block, body: emptyBody }, env: placed.env },
      groupSchema,
      options,
    );
    return { ...group, Name: task['Name'] ?? '', Tasks: [task] };
  });
}

/** What a job or group has for those of its tasks that have none of their own. */
interface Heirlooms {
  readonly vault: Json | undefined;
  readonly secrets: readonly Json[];
}

function heirloomsOf(decoded: DecodedBlock, options: DecodeOptions): Heirlooms {
  const [first] = inheritable(decoded, 'vault', vault, options);
  return { vault: first, secrets: inheritable(decoded, 'secret', secret, options) };
}

function handDown(tasks: Json, heirlooms: Heirlooms): Json {
  if (!Array.isArray(tasks)) return tasks;
  return tasks.map((task) => {
    if (!isJsonObject(task)) return task;
    const inherited: MutableObject = {};
    if (task['Vault'] === null && heirlooms.vault !== undefined)
      inherited['Vault'] = heirlooms.vault;
    if (task['Secrets'] === null && heirlooms.secrets.length > 0)
      inherited['Secrets'] = heirlooms.secrets;
    // The same object must stay: drivers' options are still to be filled into it.
    return Object.assign(task, inherited);
  });
}

/**
 * Reads a block that is here for its tasks. Names that it does not know have always been
 * ignored here, so they are worth a warning and no more.
 */
function inheritable(
  { content }: DecodedBlock,
  name: string,
  schema: BlockSchema,
  options: DecodeOptions,
): Json[] {
  return content.blocks
    .filter(({ block }) => block.type === name)
    .map((placed) => {
      warnWithoutEffect(name, placed.block.typeSpan, placed.env);
      const env = withOwnDiagnostics(placed.env);
      const known = contentOf(placed.block.body, shapeOf(schema), env);
      for (const diagnostic of env.diagnostics.list) {
        placed.env.diagnostics.add({ ...diagnostic, severity: 'warning' });
      }
      const body = {
        ...placed.block.body,
        attributes: known.attributes,
        blocks: known.blocks.map(({ block }) => block),
      };
      return decodeBlock({ block: { ...placed.block, body }, env: placed.env }, schema, options);
    });
}
