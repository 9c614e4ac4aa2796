import { sha1 } from '@noble/hashes/legacy.js';
import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { stringOf } from '../values/value.ts';
import { toHex, utf8 } from './bytes.ts';
import { define, text } from './define.ts';
import type { Host } from './host.ts';

/** The name spaces of RFC 9562. */
const NAME_SPACES: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function uuidFunctions({ randomBytes }: Host): Readonly<Record<string, HclFunction>> {
  return {
    uuidv4: define([], () => {
      if (randomBytes === undefined)
        throw new FunctionFault('there is no source of randomness here');
      return stringOf(format(randomBytes(16), 4));
    }),
    uuidv5: define([text('namespace'), text('name')], (args) => {
      const space = NAME_SPACES[args.text(0)] ?? args.text(0);
      if (!UUID.test(space))
        throw new FunctionFault('the name space must be dns, url, oid, x500 or a UUID', 0);
      const hash = sha1(Uint8Array.from([...fromHex(space), ...utf8(args.text(1))]));
      return stringOf(format(hash.slice(0, 16), 5));
    }),
  };
}

function fromHex(uuid: string): number[] {
  return (uuid.replaceAll('-', '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function format(bytes: Uint8Array, version: number): string {
  const marked = Uint8Array.from(bytes, (byte, index) =>
    index === 6 ? (byte & 0x0f) | (version << 4) : index === 8 ? (byte & 0x3f) | 0x80 : byte,
  );
  return toHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
