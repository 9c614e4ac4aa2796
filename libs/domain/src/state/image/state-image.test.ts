import { describe, expect, test } from '@jest/globals';
import {
  completesEval,
  createsDeployment,
  type Entry,
  places,
  registersJob,
  registersNode,
  reports,
  stateAfter,
  stopsAlloc,
  succeedsDeployment,
} from '../fold.fixtures.ts';
import { applyRecorded } from '../fold.ts';
import type { State } from '../tables.ts';
import { ImageLoader } from './load-image.ts';
import { imageOf, rowForImage, type StateImage } from './state-image.ts';

const bootstraps: Entry = [
  'acl.bootstrap',
  {
    type: 'AclBootstrapped',
    v: 1,
    token: {
      accessorId: 't1',
      secretHash: 'a'.repeat(64),
      name: 'Bootstrap Token',
      type: 'management',
      policies: [],
      roleIds: [],
      global: true,
      createdAtMs: 1,
    },
  },
];

const life: readonly Entry[] = [
  registersNode,
  registersJob(),
  createsDeployment(2),
  places('a1', 2),
  completesEval('e0'),
  reports('a1', 'running', true),
  succeedsDeployment,
  registersJob(1),
  places('a2', 8, 20_002),
  stopsAlloc('a1'),
  bootstraps,
];

/** Through JSON, as if through a file: nothing of the state that was is shared with the loaded one. */
function loaded(image: StateImage): State {
  const loader = new ImageLoader();
  for (const { name, entries } of image.tables) {
    for (const [key, value] of entries) {
      const row: unknown = JSON.parse(JSON.stringify(rowForImage(value)));
      loader.add({ table: name, key, row });
    }
  }
  return loader.finish(image);
}

/**
 * Without fields that are undefined, and what only tells a reader what changed since it looked last. An allocation
 * keeps its version as it was before that was found to be stable.
 */
const comparable = (state: State): unknown => {
  const { nodeChanges: _sinceLastLook, ...index } = state.index;
  return JSON.parse(
    JSON.stringify({ ...state, index }, (key, value) =>
      key === 'jobVersion' ? value.seq : plain(value),
    ),
  );
};

/** No order counts of what is derived. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value.entries());
  return value instanceof Set ? [...value].map(String).toSorted() : value;
}

describe('the image of a state', () => {
  test.each(life.map((_entry, at) => at + 1))(
    'after %i entries gives back the state, with all that is derived from it',
    (count) => {
      const state = stateAfter(life.slice(0, count));
      expect(comparable(loaded(imageOf(state)))).toEqual(comparable(state));
    },
  );

  test('stays as it was while the state goes on', () => {
    const state = stateAfter(life.slice(0, 4));
    const image = imageOf(state);
    const [subject, ...events] = stopsAlloc('a1');
    applyRecorded(state, {
      seq: 5,
      subject,
      commit: { v: 1, atMs: 5_000, actor: 'test', events },
    });
    expect(loaded(image).allocs.get('a1')?.desiredStatus).toBe('run');
  });

  test('shares the version of a job between the job and its allocations', () => {
    const state = loaded(imageOf(stateAfter(life.slice(0, 4))));
    expect(state.allocs.get('a1')?.jobVersion).toBe(state.jobs.get('default/hello')?.current);
  });
});
