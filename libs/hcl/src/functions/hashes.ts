import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { encodeBase64, hashSync } from 'bcryptjs';
import { FunctionFault, type HclFunction } from '../evaluate/function.ts';
import { NUMBER, STRING } from '../values/type.ts';
import { stringOf } from '../values/value.ts';
import { fromUtf8, fromBase64, toHex, utf8 } from './bytes.ts';
import { define, ofType, text, variadic } from './define.ts';
import type { Host } from './host.ts';
import { decryptRsa } from './rsa.ts';

type Hash = (message: Uint8Array) => Uint8Array;

/** Rounds double the time with each step; more than this would take seconds. */
const COST_MAX = 14;

export function hashFunctions(host: Host): Readonly<Record<string, HclFunction>> {
  return {
    bcrypt: variadic([text('str')], ofType('cost', NUMBER), (args) => {
      if (args.values.length > 2) throw new FunctionFault('it takes a text and a cost');
      const cost = args.values.length > 1 ? args.integer(1) : 10;
      return stringOf(bcryptOf(args.text(0), cost, host));
    }),
    md5: hex(md5),
    rsadecrypt: define([text('ciphertext'), text('privatekey')], (args) => {
      const plain = fromUtf8(decryptRsa(fromBase64(args.text(0)), args.text(1)));
      if (plain === undefined) throw new FunctionFault('the decrypted bytes are no UTF-8 text', 0);
      return stringOf(plain);
    }),
    sha1: hex(sha1),
    sha256: hex(sha256),
    sha512: hex(sha512),
  };
}

function hex(hash: Hash): HclFunction {
  return define([ofType('str', STRING)], (args) => stringOf(toHex(hash(utf8(args.text(0))))));
}

function bcryptOf(password: string, cost: number, { randomBytes }: Host): string {
  if (randomBytes === undefined) throw new FunctionFault('there is no source of random salt here');
  if (cost < 4 || cost > COST_MAX)
    throw new FunctionFault(`the cost must be between 4 and ${COST_MAX}`, 1);
  if (utf8(password).length > 72) throw new FunctionFault('the text is longer than 72 bytes', 0);
  const salt = encodeBase64(randomBytes(16), 16);
  return hashSync(password, `$2a$${String(cost).padStart(2, '0')}$${salt}`);
}
