import { isDeepStrictEqual } from 'node:util';
import {
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { SteppeError } from '@steppe/domain';
import type { WantedConsumer, WantedStream } from './stream-config.ts';

/** JetStream's answer to a stream or consumer of that name with another configuration. */
const NAME_IN_USE_CODES = [10_058, 10_148];

/**
 * Makes the stream if it is not there, and checks it if it is.
 *
 * @param replicas how many servers keep a copy; undefined: 1 for a new stream, and unchecked for an old one.
 * @throws SteppeError `LOG_INCOMPATIBLE` when there is one that was made otherwise.
 */
export async function ensureStream(
  jsm: JetStreamManager,
  wanted: WantedStream,
  replicas: number | undefined,
): Promise<void> {
  const complete = replicas === undefined ? wanted : { ...wanted, num_replicas: replicas };
  const found = (await findStream(jsm, wanted.name)) ?? (await addStream(jsm, complete));
  checkConfig(`stream ${wanted.name}`, {
    wanted: complete,
    found,
    howToMend:
      `Change it with \`nats stream edit ${wanted.name}\`; where JetStream refuses that, ` +
      'use an empty data directory or another NATS account',
  });
}

/** As {@link ensureStream}, for a stream's durable consumer. */
export async function ensureConsumer(
  jsm: JetStreamManager,
  stream: string,
  wanted: WantedConsumer,
): Promise<void> {
  // Adding one that is there already, with the same configuration, changes nothing.
  const { config } = await jsm.consumers.add(stream, wanted);
  checkConfig(`consumer ${stream}/${wanted.durable_name}`, {
    wanted,
    found: config,
    howToMend: `Change it with \`nats consumer edit ${stream} ${wanted.durable_name}\``,
  });
}

async function findStream(jsm: JetStreamManager, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await jsm.streams.info(name)).config;
  } catch (error) {
    if (hasCode(error, [JetStreamApiCodes.StreamNotFound])) return undefined;
    throw error;
  }
}

async function addStream(jsm: JetStreamManager, wanted: WantedStream): Promise<StreamConfig> {
  try {
    return (await jsm.streams.add(wanted)).config;
  } catch (error) {
    // Another process made it between our look and our add.
    if (!hasCode(error, NAME_IN_USE_CODES)) throw error;
    return (await jsm.streams.info(wanted.name)).config;
  }
}

function hasCode(error: unknown, codes: readonly number[]): boolean {
  return error instanceof JetStreamApiError && codes.includes(error.code);
}

function checkConfig(
  what: string,
  { wanted, found, howToMend }: { wanted: object; found: object; howToMend: string },
): void {
  const present = new Map<string, unknown>(Object.entries(found));
  for (const [field, value] of Object.entries(wanted)) {
    // JetStream leaves out what is false.
    const actual = present.get(field) ?? (value === false ? false : undefined);
    if (isDeepStrictEqual(actual, value)) continue;
    throw new SteppeError(
      'LOG_INCOMPATIBLE',
      `${what} has ${field} = ${JSON.stringify(actual)}, but Steppe needs ${JSON.stringify(value)}. ${howToMend}.`,
    );
  }
}
