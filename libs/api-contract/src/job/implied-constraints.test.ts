import { expect, test } from '@jest/globals';
import { withImpliedConstraints } from './implied-constraints.ts';
import type { WireTaskGroup } from './wire-task-group.ts';

const targetsOf = (group: WireTaskGroup) =>
  withImpliedConstraints({
    ID: 'x',
    TaskGroups: [{ Name: 'g', ...group }],
  }).TaskGroups?.[0]?.Constraints?.map(
    ({ LTarget, Operand, RTarget }) => `${LTarget} ${Operand} ${RTarget}`,
  );

const plugin = (name: string): string => `\${attr.plugins.cni.version.${name}} semver >= 0.4.0`;
const DISCOVERY = '${attr.nomad.service_discovery} = true';

test.each<{ title: string; group: WireTaskGroup; expected: string[] | undefined }>([
  { title: 'a plain group needs nothing', group: {}, expected: undefined },
  {
    title: "a service of Nomad's own registry needs that",
    group: { Services: [{ Name: 'web', Provider: 'nomad' }] },
    expected: [DISCOVERY],
  },
  {
    title: 'bridge networking needs its plugins',
    group: { Networks: [{ Mode: 'bridge' }] },
    expected: ['bridge', 'firewall', 'host-local', 'loopback', 'portmap'].map(plugin),
  },
  { title: 'no other mode does', group: { Networks: [{ Mode: 'cni/mine' }] }, expected: undefined },
])('$title', ({ group, expected }) => {
  expect(targetsOf(group)).toEqual(expected);
});

test('what is there is not added again', () => {
  const once = withImpliedConstraints({
    ID: 'x',
    TaskGroups: [{ Networks: [{ Mode: 'bridge' }] }],
  });
  expect(withImpliedConstraints(once)).toEqual(once);
});
