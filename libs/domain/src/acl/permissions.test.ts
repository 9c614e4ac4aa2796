import { describe, expect, test } from '@jest/globals';
import { closestPattern, matchesGlob } from './glob.ts';
import { permissionsOf } from './permissions.ts';
import type { AclRules } from './rules.ts';

test.each([
  ['default', 'default', true],
  ['team-*', 'team-a', true],
  ['team-*', 'steam-a', false],
  ['*-prod', 'web-prod', true],
  ['a*b*c', 'a1b2c', true],
  ['a*b*c', 'acb', false],
  ['ab*ba', 'aba', false],
  ['*', '', true],
])('%s matches %s: %s', (pattern, name, expected) => {
  expect(matchesGlob(pattern, name)).toBe(expected);
});

test.each([
  ['prod-web', 'prod-web'],
  ['prod-api', 'prod-*'],
  ['pr-x', 'p*'],
  ['x', '*'],
])('closest to %s is %s', (name, expected) => {
  expect(closestPattern(['*', 'p*', 'prod-*', 'prod-web'], name)).toBe(expected);
});

const rules = (changes: Partial<AclRules>): AclRules => ({
  namespaces: [],
  nodePools: [],
  hostVolumes: [],
  areas: {},
  operatorCapabilities: [],
  ...changes,
});
const namespace = (name: string, ...capabilities: string[]) =>
  rules({ namespaces: [{ name, policy: '', capabilities, variables: undefined }] });

describe('permissions', () => {
  test('the closest rule alone counts', () => {
    const { allowsNamespace } = permissionsOf([
      namespace('*', 'read-job'),
      namespace('secret', 'list-jobs'),
    ]);
    expect(allowsNamespace('other', 'read-job')).toBe(true);
    expect(allowsNamespace('secret', 'read-job')).toBe(false);
    expect(allowsNamespace('secret', 'read-job', 'list-jobs')).toBe(true);
  });

  test('of two policies on one name a denial wins', () => {
    const { allowsNamespace, seesNamespace } = permissionsOf([
      namespace('a', 'read-job'),
      namespace('a', 'deny'),
    ]);
    expect(allowsNamespace('a', 'read-job')).toBe(false);
    expect(seesNamespace('a')).toBe(false);
  });

  test('areas: a denial wins, else the stronger', () => {
    const both = permissionsOf([
      rules({ areas: { node: 'read' } }),
      rules({ areas: { node: 'write' } }),
    ]);
    expect(both.allowsArea('node', 'write')).toBe(true);
    const denied = permissionsOf([
      rules({ areas: { node: 'write' } }),
      rules({ areas: { node: 'deny' } }),
    ]);
    expect(denied.allowsArea('node', 'read')).toBe(false);
    expect(both.allowsArea('agent', 'read')).toBe(false);
  });

  test('variables by namespace and path', () => {
    const { allowsVariable } = permissionsOf([
      rules({
        namespaces: [
          {
            name: 'team-*',
            policy: '',
            capabilities: [],
            variables: [
              { path: 'a/*', capabilities: ['read', 'list'] },
              { path: 'a/secret', capabilities: ['deny'] },
              { path: '*', capabilities: ['list'] },
            ],
          },
        ],
      }),
    ]);
    const may = (path: string, capability: string, name = 'team-x') =>
      allowsVariable({ namespace: name, path }, capability);
    expect(may('a/b', 'read')).toBe(true);
    expect(may('a/secret', 'read')).toBe(false);
    expect(may('c', 'list')).toBe(true);
    expect(may('c', 'read')).toBe(false);
    expect(may('a/b', 'read', 'other')).toBe(false);
  });
});
