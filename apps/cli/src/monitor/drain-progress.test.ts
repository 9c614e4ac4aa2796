import { expect, test } from '@jest/globals';
import { stub } from '../testing/wire.ts';
import { drainNews } from './drain-progress.ts';

const { DesiredTransition: none } = stub();
const running = { ID: 'a', ClientStatus: 'running', DesiredStatus: 'run', DesiredTransition: none };
const marked = { ...running, DesiredTransition: { ...none, Migrate: true } };
const stopping = { ...marked, DesiredStatus: 'stop' };
const complete = { ...stopping, ClientStatus: 'complete' };

test.each([
  { title: 'one that was not seen before', before: [], now: running, news: [] },
  { title: 'nothing new', before: [running], now: running, news: [] },
  { title: 'marked', before: [running], now: marked, news: ['Alloc "a" marked for migration'] },
  { title: 'stopping', before: [marked], now: stopping, news: ['Alloc "a" draining'] },
  {
    title: 'ended',
    before: [stopping],
    now: complete,
    news: ['Alloc "a" status running -> complete'],
  },
  {
    title: 'stopped for another reason than the drain',
    before: [running],
    now: { ...running, DesiredStatus: 'stop' },
    news: [],
  },
])('$title', ({ before, now, news }) => {
  expect(drainNews(new Map(before.map((seen) => [seen.ID, seen])), [now])).toEqual(news);
});
