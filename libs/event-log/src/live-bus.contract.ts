import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SteppeError } from '@steppe/domain';
import type { LiveBus, Served } from './live-bus.ts';
import { Collected } from './testing/collected.ts';

export interface OpenedBus {
  /** Two processes' views of one bus. */
  readonly here: LiveBus;
  readonly there: LiveBus;
  /** Resolves when what was subscribed to and served before is known to both. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts).toString();
}

/** The behaviour that every {@link LiveBus} has; each adapter's test calls this once. */
export function liveBusContract(name: string, open: () => Promise<OpenedBus>): void {
  describe(`${name} keeps the LiveBus contract`, () => {
    let opened: OpenedBus;
    let here: LiveBus;
    let there: LiveBus;
    const served: Served[] = [];
    beforeAll(async () => {
      opened = await open();
      ({ here, there } = opened);
    });
    afterEach(async () => {
      for (const each of served.splice(0)) await each.stop();
      // What still goes to who has stopped is lost, and whoever asked would wait.
      await opened.settle();
    });
    afterAll(async () => await opened.close());

    const keep = async (each: Served) => {
      served.push(each);
      await opened.settle();
    };
    const serve = async (...options: Parameters<LiveBus['serve']>) =>
      await keep(there.serve(...options));
    const serveStream = async (...options: Parameters<LiveBus['serveStream']>) =>
      await keep(there.serveStream(...options));
    const stream = (subject: string, signal = new AbortController().signal) =>
      here.requestStream(subject, { from: 0 }, { timeoutMs: 2_000, signal });

    test('hands what is published to all who listen now', async () => {
      const heard = new Collected<unknown>();
      await keep(there.subscribe('heartbeat.*', (message) => heard.add(message)));
      here.publish('heartbeat.n1', { nodeId: 'n1' });
      here.publish('other.n1', { nodeId: 'n1' });
      here.publish('heartbeat.n2', undefined);
      expect(await heard.atLeast(2)).toEqual([
        { subject: 'heartbeat.n1', payload: { nodeId: 'n1' } },
        { subject: 'heartbeat.n2', payload: null },
      ]);
    });

    test('answers a request, without sharing objects', async () => {
      const answer = { node: 'n1', nested: { free: 3 } };
      await serve('agent.*.stats', async ({ subject, payload }) => ({
        ...answer,
        subject,
        payload,
      }));
      const got = await here.request('agent.n1.stats', { alloc: 'a' }, { timeoutMs: 2_000 });
      expect(got).toEqual({ ...answer, subject: 'agent.n1.stats', payload: { alloc: 'a' } });
      answer.nested.free = 4;
      expect(got).toMatchObject({ nested: { free: 3 } });
    });

    test('says at once when nobody serves', async () => {
      const asked = here.request('agent.gone.stats', {}, { timeoutMs: 60_000 });
      await expect(asked).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });
      await expect(textOf(stream('agent.gone.logs'))).rejects.toMatchObject({
        code: 'NODE_UNREACHABLE',
      });
      expect(await here.requestAll('nobody', {}, { timeoutMs: 60_000 })).toEqual([]);
    });

    test('says when an answer is late, and tells the server that nobody waits', async () => {
      const gone = Promise.withResolvers<void>();
      await serve('slow', async ({ signal }) => {
        signal.addEventListener('abort', () => gone.resolve());
        await gone.promise;
      });
      await expect(here.request('slow', {}, { timeoutMs: 50 })).rejects.toMatchObject({
        code: 'TIMEOUT',
      });
      await gone.promise;
    });

    test("throws the server's own error", async () => {
      await serve('failing', async () => {
        throw new SteppeError('ALLOCATION_NOT_FOUND', 'no allocation a1');
      });
      await expect(here.request('failing', {}, { timeoutMs: 2_000 })).rejects.toMatchObject({
        code: 'ALLOCATION_NOT_FOUND',
        message: 'no allocation a1',
      });
    });

    test('gathers the answers of all who serve', async () => {
      await keep(here.serve('hash', async () => 'here'));
      await serve('hash', async () => 'there');
      const answers = await here.requestAll('hash', {}, { timeoutMs: 300 });
      expect(answers.map(String).toSorted()).toEqual(['here', 'there']);
    });

    test('streams bytes in order and to their end', async () => {
      const expected = Array.from({ length: 500 }, (_, index) => `line ${index}\n`).join('');
      await serveStream('agent.*.logs', async function* logs({ payload }) {
        expect(payload).toEqual({ from: 0 });
        for (let index = 0; index < 500; index += 1) yield bytes(`line ${index}\n`);
      });
      expect(await textOf(stream('agent.n1.logs'))).toBe(expected);
    });

    test('streams a piece that is larger than a message may be', async () => {
      const large = 'x'.repeat(3_000_000);
      await serveStream('large', async function* logs() {
        yield bytes(large);
      });
      expect((await textOf(stream('large'))).length).toBe(large.length);
    });

    test('hands over what came before an error, and then throws it', async () => {
      await serveStream('broken', async function* logs() {
        yield bytes('first');
        throw new SteppeError('PATH_NOT_FOUND', 'no file stdout');
      });
      const pieces = stream('broken')[Symbol.asyncIterator]();
      expect(Buffer.from((await pieces.next()).value).toString()).toBe('first');
      await expect(pieces.next()).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    });

    test('slows the server down to the pace of who reads', async () => {
      const piece = new Uint8Array(65_536);
      let sent = 0;
      const sentMore = new Collected<number>();
      await serveStream('endless', async function* logs({ signal }) {
        while (!signal.aborted) {
          sent += 1;
          sentMore.add(sent);
          yield piece;
        }
      });
      const pieces = stream('endless')[Symbol.asyncIterator]();
      await pieces.next();
      // A round trip through the same server: time for far more, were it not held back.
      for (let round = 0; round < 20; round += 1) await opened.settle();
      expect(sent).toBeLessThan(64);
      const before = sent;
      for (let index = 0; index < 64; index += 1) await pieces.next();
      await sentMore.atLeast(before + 1);
      await pieces.return?.();
    });

    test('tells the server when the reader leaves', async () => {
      const aborted = Promise.withResolvers<void>();
      await serveStream('left', async function* logs({ signal }) {
        yield bytes('first');
        await once(signal, 'abort');
        aborted.resolve();
      });
      for await (const piece of stream('left')) {
        expect(Buffer.from(piece).toString()).toBe('first');
        break;
      }
      await aborted.promise;
    });

    test('ends a stream without an error when the asker aborts it', async () => {
      const aborted = Promise.withResolvers<void>();
      await serveStream('aborted', async function* logs({ signal }) {
        yield bytes('first');
        await once(signal, 'abort');
        aborted.resolve();
      });
      const controller = new AbortController();
      let text = '';
      for await (const piece of stream('aborted', controller.signal)) {
        text += Buffer.from(piece).toString();
        controller.abort();
      }
      expect(text).toBe('first');
      await aborted.promise;
    });
  });
}
