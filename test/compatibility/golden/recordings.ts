import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Enumerations, Shape } from './shape.ts';

/** A request that Nomad was sent, and what of its answer matters. Names in braces stand for what has another ID each time. */
const Exchange = z.object({
  /** The number of the recording, and of the exchange in it. */
  id: z.string(),
  /** e.g. `GET /v1/allocation/{alloc:web}`. */
  request: z.string(),
  title: z.string().default(''),
  /** Of the request; what begins with `@` names one of `bodies.json`. */
  body: z.string().optional(),
  /** Default: the server. */
  agent: z.enum(['server', 'client1']).default('server'),
  /** Null where no byte came until the recording was cut off. */
  status: z.number().nullable(),
  headers: z.array(z.string()).default([]),
  type: z.string().default(''),
  /** The name of one of `shapes.json`. */
  shape: z.string().optional(),
  /** The body holds several JSON documents, one after the other. */
  lines: z.boolean().default(false),
  /** The answer goes on until somebody cuts it off. */
  cut: z.boolean().default(false),
  pretty: z.boolean().default(false),
  /** Of an error. */
  text: z.string().optional(),
  /** What is sent (`>`) and received (`<`) over a websocket. */
  frames: z.array(z.string()).optional(),
});
export type Exchange = z.infer<typeof Exchange>;

export interface Recordings {
  readonly exchanges: readonly Exchange[];
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly enumerations: Enumerations;
}

/** The exchanges with Nomad 2.0.5 that were recorded, in their order. */
export function readRecordings(): Recordings {
  const bodies = z.record(z.string(), z.string()).parse(readJson('bodies.json'));
  const exchanges = read('exchanges.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => Exchange.parse(JSON.parse(line)))
    .map((exchange) => {
      const { body = '' } = exchange;
      return body.startsWith('@') ? { ...exchange, body: bodies[body.slice(1)] } : exchange;
    });
  return {
    exchanges,
    shapes: z.record(z.string(), Shape).parse(readJson('shapes.json')),
    enumerations: z.record(z.string(), z.array(z.string())).parse(readJson('enumerations.json')),
  };
}

function readJson(name: string): unknown {
  return JSON.parse(read(name));
}

function read(name: string): string {
  return readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');
}
