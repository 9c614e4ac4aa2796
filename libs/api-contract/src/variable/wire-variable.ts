import { z } from 'zod';
import type { RootKeyRow, VariableRow } from '@steppe/domain';
import { nsOfMs } from '../wire/time.ts';
import { EpochNs, Index, Text, TextMap } from '../wire/values.ts';

/** A variable as it is posted: namespace and path are those of the request. */
export const VariableRequest = z
  .object({ Namespace: Text, Path: Text, Items: TextMap })
  .meta({ id: 'VariableRequest' });
export type VariableRequest = z.infer<typeof VariableRequest>;

/** A variable without what it holds. */
export const VariableStub = z
  .object({
    Namespace: z.string(),
    Path: z.string(),
    Lock: z.null(),
    CreateIndex: Index,
    CreateTime: EpochNs,
    ModifyIndex: Index,
    ModifyTime: EpochNs,
  })
  .meta({ id: 'VariableStub' });
export type VariableStub = z.infer<typeof VariableStub>;

export const WireVariable = z
  .object({ ...VariableStub.shape, Items: z.record(z.string(), z.string()).nullable() })
  .meta({ id: 'Variable' });
export type WireVariable = z.infer<typeof WireVariable>;

export const WireRootKey = z
  .object({
    KeyID: z.string(),
    Algorithm: z.string(),
    CreateTime: EpochNs,
    CreateIndex: Index,
    ModifyIndex: Index,
    State: z.enum(['active', 'inactive']),
    PublishTime: EpochNs,
  })
  .meta({ id: 'RootKey' });
export type WireRootKey = z.infer<typeof WireRootKey>;

const PATH = /^[a-zA-Z0-9-_~/]{1,128}$/;
const ITEMS_BYTES_MAX = 64 * 1024;

/** What is wrong with a variable, in Nomad's words; undefined for nothing. */
export function variableFault(
  path: string,
  items: Readonly<Record<string, string>>,
): string | undefined {
  if (!PATH.test(path)) return `invalid path ${JSON.stringify(path)}`;
  const [top, second] = path.split('/');
  if (top === 'nomad' && second === undefined) {
    return (
      '"nomad" is a reserved top-level directory path, but you may write variables to ' +
      '"nomad/jobs", "nomad/job-templates", or below'
    );
  }
  if (top === 'nomad' && second !== 'jobs' && second !== 'job-templates') {
    return (
      'only paths at "nomad/jobs" or "nomad/job-templates" and below are valid paths under the ' +
      'top-level "nomad" directory'
    );
  }
  if (Object.keys(items).length === 0) return 'empty variables are invalid';
  const encoder = new TextEncoder();
  const bytes = Object.entries(items)
    .flat()
    .map((text) => encoder.encode(text).length);
  const total = bytes.reduce((sum, length) => sum + length, 0);
  if (total > ITEMS_BYTES_MAX) return 'variables are limited to 64KiB in total size';
  return undefined;
}

export function variableStub(row: VariableRow): VariableStub {
  return {
    Namespace: row.namespace,
    Path: row.path,
    Lock: null,
    CreateIndex: row.createSeq,
    CreateTime: nsOfMs(row.createdAtMs),
    ModifyIndex: row.modifySeq,
    ModifyTime: nsOfMs(row.modifiedAtMs),
  };
}

export function rootKeyToWire(row: RootKeyRow): WireRootKey {
  return {
    KeyID: row.keyId,
    Algorithm: 'aes256-gcm',
    CreateTime: nsOfMs(row.createdAtMs),
    CreateIndex: row.createSeq,
    ModifyIndex: row.modifySeq,
    State: row.isActive ? 'active' : 'inactive',
    PublishTime: 0,
  };
}
