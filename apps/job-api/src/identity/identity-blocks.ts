import { msOfNs } from '@steppe/api-contract';
import type { Task } from '@steppe/domain';
import { z } from 'zod';

const Block = z.object({
  Name: z.string().nullish(),
  Audience: z.array(z.string()).nullish(),
  ChangeMode: z.string().nullish(),
  ChangeSignal: z.string().nullish(),
  Env: z.boolean().nullish(),
  File: z.boolean().nullish(),
  Filepath: z.string().nullish(),
  TTL: z.number().nullish(),
});

/** What a task's job file says of one of its identities. */
export interface IdentityBlock {
  readonly name: string;
  readonly audience: readonly string[];
  readonly env: boolean;
  readonly file: boolean;
  readonly filepath: string;
  readonly changeMode: string;
  readonly changeSignal: string;
  /** 0: valid as long as the allocation runs. */
  readonly ttlMs: number;
}

export const DEFAULT_IDENTITY = 'default';
/** Of the identity that every task has, and that the API takes as a token. */
const DEFAULT_AUDIENCE = ['nomadproject.io'];

/** The identities of a task: the default one, and those of its other `identity` blocks. */
export function identityBlocksOf({ extra }: Task): IdentityBlock[] {
  const own = Block.safeParse(extra['Identity']).data;
  const others = z.array(Block).safeParse(extra['Identities']).data ?? [];
  const named = others.map(blockOf).filter(({ name }) => name !== DEFAULT_IDENTITY);
  const given = own ?? others.find(({ Name }) => !Name || Name === DEFAULT_IDENTITY);
  const byDefault = blockOf({ ...given, Name: DEFAULT_IDENTITY, Audience: DEFAULT_AUDIENCE });
  return [byDefault, ...named];
}

function blockOf(block: z.infer<typeof Block>): IdentityBlock {
  return {
    name: block.Name || DEFAULT_IDENTITY,
    audience: block.Audience ?? [],
    env: block.Env ?? false,
    file: block.File ?? false,
    filepath: block.Filepath ?? '',
    changeMode: block.ChangeMode ?? '',
    changeSignal: block.ChangeSignal ?? '',
    ttlMs: msOfNs(block.TTL ?? 0),
  };
}
