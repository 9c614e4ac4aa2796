import { type EventStore, openJetStreamStore } from '@steppe/event-log';
import { noArguments, wholeNumber } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { formatJson } from '../../layout/json.ts';
import { replayLog } from '../../replay/replay-log.ts';
import { askServices, compareServices } from '../../replay/service-hashes.ts';
import { type ReplayView, replayBlock } from '../../views/replay.ts';
import { viewOptionsOf } from '../../views/view-options.ts';

const DEFAULT_NATS_URL = 'nats://127.0.0.1:4647';
/** A person waits; a server that starts answers sooner. */
const CONNECT_TIMEOUT_MS = 3_000;

export const operatorReplay: Command = {
  usage: 'steppe operator replay [options]',
  example: 'steppe operator replay',
  flags: {
    nats: {
      type: 'string',
      help: `Addresses of NATS, separated by commas. Default: $STEPPE_NATS_URL or ${DEFAULT_NATS_URL}.`,
    },
    'to-index': { type: 'string', help: 'Replay up to this index. Default: all there is.' },
    json: { type: 'boolean', help: 'Print the outcome as JSON.' },
    verbose: { type: 'boolean', help: 'Print whole hashes.' },
    'no-color': { type: 'boolean', help: 'Print no colours.' },
  },
  run: async (context) => {
    const { parsed, env } = context;
    noArguments(parsed.args);
    const url = parsed.value('nats') ?? env['STEPPE_NATS_URL'] ?? DEFAULT_NATS_URL;
    const store = await openJetStreamStore({
      servers: url.split(','),
      name: 'steppe operator',
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    });
    try {
      return report(context, await replay(context, store));
    } finally {
      await store.close();
    }
  },
};

/** Rebuilds the state, and compares it with what each running service holds. */
export async function replay(
  { parsed, now }: Pick<CommandContext, 'parsed' | 'now'>,
  { log, live, snapshots }: Pick<EventStore, 'log' | 'live' | 'snapshots'>,
): Promise<ReplayView> {
  // The services first: then the log already holds whatever index they name.
  const services = await askServices(live);
  const wanted = parsed.value('to-index');
  const toSeq = wanted === undefined ? await log.lastSeq() : wholeNumber(wanted, 'to-index');
  const startedAtMs = now();
  const hashAt = new Set(services.map(({ seq }) => seq));
  const replayed = await replayLog({ log, snapshots }, { toSeq, hashAt });
  return {
    replayed,
    services: compareServices(services, replayed),
    durationMs: now() - startedAtMs,
  };
}

function report(context: CommandContext, view: ReplayView): number {
  const { terminal, parsed } = context;
  const { replayed, services, durationMs } = view;
  if (parsed.flag('json')) {
    const { seq, hash, entries, counts } = replayed;
    terminal.out(formatJson({ seq, hash, entries, counts, durationMs, services }));
  } else {
    terminal.out(replayBlock(view, viewOptionsOf(context)));
  }
  const different = services.filter(({ equal }) => equal === false);
  for (const { service, instance, seq, hash } of different) {
    const ours = replayed.hashes.get(seq) ?? '';
    terminal.err(
      `${service} ${instance} differs at index ${seq}: it holds ${hash}, and the log gives ${ours}`,
    );
  }
  return different.length > 0 ? 1 : 0;
}
