import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Recorded } from '@steppe/domain';
import type { EventLog, Following } from './event-log.ts';
import { deregisteredNode, nodeSubject } from './testing/entries.ts';
import { Collected } from './testing/collected.ts';

export interface OpenedLog {
  readonly log: EventLog;
  /** Puts a text into the log as a writer of another version might. */
  appendText(entry: { subject: string; text: string }): Promise<void>;
  close(): Promise<void>;
}

/** The behaviour that every {@link EventLog} has; each adapter's test calls this once. */
export function eventLogContract(name: string, open: () => Promise<OpenedLog>): void {
  describe(`${name} keeps the EventLog contract`, () => {
    let opened: OpenedLog;
    let log: EventLog;
    const followings: Following[] = [];
    beforeAll(async () => {
      opened = await open();
      ({ log } = opened);
    });
    afterEach(async () => {
      for (const following of followings.splice(0)) await following.stop();
    });
    afterAll(async () => await opened.close());

    const append = async (node: string, expectedSeq?: number, mark?: string) =>
      await log.append({
        subject: nodeSubject(node),
        commit: deregisteredNode(node, mark),
        expectedSeq,
      });
    const follow = async (fromSeq: number) => {
      const collected = new Collected<Recorded>();
      const following = await log.follow({ fromSeq, onEntry: (entry) => collected.add(entry) });
      followings.push(following);
      return { collected, following };
    };
    const followNode = async (node: string, afterSeq: number) => {
      const collected = new Collected<Recorded>();
      const following = await log.followSubject({
        subject: nodeSubject(node),
        afterSeq,
        onEntry: (entry) => collected.add(entry),
      });
      followings.push(following);
      return { collected, following };
    };
    const nextSeqOf = async (node: string, afterSeq: number) =>
      (await log.nextOnSubject({ subject: nodeSubject(node), afterSeq }))?.seq;
    const seqsIn = async (range: { fromSeq: number; toSeq?: number }) => {
      const seqs: number[] = [];
      for await (const { seq } of log.read(range)) seqs.push(seq);
      return seqs;
    };

    test('gives seqs from 1 on in the order of the appends', async () => {
      expect(await log.lastSeq()).toBe(0);
      expect(await seqsIn({ fromSeq: 1 })).toEqual([]);
      expect([await append('a'), await append('b'), await append('a')]).toEqual([1, 2, 3]);
      expect(await log.lastSeq()).toBe(3);
    });

    test('appends by compare-and-set on the subject', async () => {
      const first = await append('cas', 0);
      await expect(append('cas', 0)).rejects.toMatchObject({ code: 'LOG_CONFLICT' });
      await append('other-subject');
      const second = await append('cas', first);
      await expect(append('cas', first)).rejects.toMatchObject({ code: 'LOG_CONFLICT' });
      await expect(append('cas', second + 5)).rejects.toMatchObject({ code: 'LOG_CONFLICT' });
    });

    test('knows where a subject stands for a writer who has seen the log so far', async () => {
      const first = await append('forgotten');
      const seen = await append('other-subject');
      const request = {
        subject: nodeSubject('forgotten'),
        commit: deregisteredNode('forgotten'),
        expectedSeq: 0,
      };
      await expect(log.append({ ...request, seenSeq: first - 1 })).rejects.toMatchObject({
        code: 'LOG_CONFLICT',
      });
      const second = await log.append({ ...request, seenSeq: seen });
      await expect(log.append({ ...request, seenSeq: seen })).rejects.toMatchObject({
        code: 'LOG_CONFLICT',
      });
      expect(await log.append({ ...request, seenSeq: second })).toBe(second + 1);
    });

    test('finds the next entry of a subject, past those of others', async () => {
      const first = await append('mine');
      await append('not-mine');
      const second = await append('mine');
      expect(await nextSeqOf('mine', 0)).toBe(first);
      expect(await nextSeqOf('mine', first)).toBe(second);
      expect(await nextSeqOf('mine', second)).toBeUndefined();
    });

    test('reads an entry back as it was appended', async () => {
      const seq = await append('back', 0, 'scheduler-worker/w1');
      expect(await log.get(seq)).toEqual({
        seq,
        subject: 'node.back',
        commit: deregisteredNode('back', 'scheduler-worker/w1'),
      });
      expect(await log.get(seq + 1_000)).toBeUndefined();
      expect(await log.get(0)).toBeUndefined();
    });

    test('reads ranges, both ends included', async () => {
      const seq = await append('range');
      await append('range');
      await append('range');
      expect(await seqsIn({ fromSeq: seq, toSeq: seq + 1 })).toEqual([seq, seq + 1]);
      expect(await seqsIn({ fromSeq: seq + 1, toSeq: seq + 1_000 })).toEqual([seq + 1, seq + 2]);
      expect(await seqsIn({ fromSeq: seq + 3 })).toEqual([]);
    });

    test('takes a thousand concurrent appends, each once and in order per writer', async () => {
      const before = await log.lastSeq();
      const nodes = Array.from({ length: 1_000 }, (_, index) => `many-${index}`);
      const seqs = await Promise.all(nodes.map(async (node) => await append(node, 0)));
      expect(new Set(seqs).size).toBe(1_000);
      expect(await log.lastSeq()).toBe(before + 1_000);
      const read: string[] = [];
      for await (const entry of log.read({ fromSeq: before + 1 })) read.push(entry.subject);
      expect(read).toEqual(nodes.map(nodeSubject));
    });

    test('lets one of many rivals win a compare-and-set', async () => {
      const rivals = Array.from({ length: 50 }, async () => await append('rivals', 0));
      const results = await Promise.allSettled(rivals);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('follows from the middle, and on as entries come', async () => {
      const first = await append('follow');
      const { collected, following } = await follow(first);
      await append('follow');
      const last = await append('follow');
      const entries = await collected.atLeast(3);
      expect(entries.map(({ seq }) => seq)).toEqual([first, first + 1, last]);
      expect(await following.lag()).toBe(0);
      await following.stop();
      await append('follow');
      expect(collected.entries).toHaveLength(3);
    });

    test('follows from an entry that is not there yet', async () => {
      const end = await log.lastSeq();
      const { collected } = await follow(end + 2);
      await append('later');
      const second = await append('later');
      expect((await collected.atLeast(1)).map(({ seq }) => seq)).toEqual([second]);
    });

    test('gives each follower every entry, once, while many are appended', async () => {
      const from = (await log.lastSeq()) + 1;
      const followers = await Promise.all([follow(from), follow(from), follow(from)]);
      await Promise.all(Array.from({ length: 500 }, async () => await append('busy')));
      const expected = Array.from({ length: 500 }, (_, index) => from + index);
      for (const { collected } of followers) {
        expect((await collected.atLeast(500)).map(({ seq }) => seq)).toEqual(expected);
      }
    });

    test('follows one subject after a seq, and nothing else', async () => {
      const first = await append('own');
      const second = await append('own');
      await append('foreign');
      const { collected, following } = await followNode('own', first);
      await append('foreign');
      const third = await append('own');
      expect((await collected.atLeast(2)).map(({ seq }) => seq)).toEqual([second, third]);
      expect(await following.lag()).toBe(0);
      await following.stop();
    });

    test('follows one subject from its beginning through many entries', async () => {
      await Promise.all(Array.from({ length: 600 }, async () => await append('long')));
      const { collected } = await followNode('long', 0);
      await Promise.all(Array.from({ length: 300 }, async () => await append('long')));
      const seqs = (await collected.atLeast(900)).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      expect(new Set(seqs).size).toBe(900);
    });

    test('stops a follower whose callback throws, and tells why', async () => {
      const following = await log.follow({
        fromSeq: 1,
        onEntry: () => {
          throw new Error('the callback has a bug');
        },
      });
      await expect(following.failed).rejects.toThrow('the callback has a bug');
    });

    test('stops followers at an entry that this build does not know', async () => {
      const end = await log.lastSeq();
      const { collected, following } = await follow(end + 1);
      const node = await followNode('future', 0);
      await opened.appendText({ subject: nodeSubject('future'), text: '{"v":99}' });
      await append('future');
      await expect(following.failed).rejects.toMatchObject({ code: 'LOG_UNKNOWN_EVENT' });
      await expect(node.following.failed).rejects.toMatchObject({ code: 'LOG_UNKNOWN_EVENT' });
      expect(collected.entries).toEqual([]);
      await expect(log.get(end + 1)).rejects.toMatchObject({ code: 'LOG_UNKNOWN_EVENT' });
    });

    test('is whole from the first entry on until it is trimmed', async () => {
      expect(await log.firstSeq()).toBe(1);
    });

    test('forgets old entries, but none that is to be kept', async () => {
      const seqs: number[] = [];
      for (const node of ['trim-a', 'trim-b', 'trim-a', 'trim-b', 'trim-a'])
        seqs.push(await append(node));
      const [a1 = 0, b1 = 0, a2 = 0, b2 = 0, a3 = 0] = seqs;
      await log.trim({
        beforeSeq: a3,
        keepFrom: (subject) => (subject === nodeSubject('trim-a') ? a3 : b1),
      });
      expect(await log.firstSeq()).toBe(a3);
      expect(await seqsIn({ fromSeq: a1 })).toEqual([b1, b2, a3]);
      expect(await log.get(a2)).toBeUndefined();
      expect(await nextSeqOf('trim-a', a1)).toBe(a3);
      const { collected } = await followNode('trim-a', 0);
      expect((await collected.atLeast(1))[0]?.seq).toBe(a3);
    });

    test('goes on after it was trimmed: seqs, and the compare-and-set', async () => {
      const before = await log.lastSeq();
      expect(await append('trim-a', before)).toBe(before + 1);
      const { collected } = await follow(before);
      expect((await collected.atLeast(2)).map(({ seq }) => seq)).toEqual([before, before + 1]);
    });
  });
}
