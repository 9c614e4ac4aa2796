import { expect, test } from '@jest/globals';
import { runAgainst } from '../testing/recorded-api.ts';

const SELF = { stats: { nomad: { server: 'true' }, raft: { num_peers: '2' } } };
const CLIENT = { stats: { client: { known_servers: 'a:4647,b:4647' } } };
const AUTOPILOT = {
  CleanupDeadServers: true,
  LastContactThreshold: '200ms',
  MaxTrailingLogs: 250,
  MinQuorum: 0,
  ServerStabilizationTime: '10s',
  EnableRedundancyZones: false,
  DisableUpgradeMigration: false,
  EnableCustomUpgrades: false,
  CreateIndex: 4,
  ModifyIndex: 7,
};
const SERVER = {
  ID: '1f7c7741-0dac-8b87-39b4-b3ebcb3966dd',
  Name: 'vm.global',
  Address: '127.0.0.1:4647',
  SerfStatus: 'alive',
  Version: '2.0.5',
  Leader: true,
  Voter: true,
  Healthy: true,
  LastContact: '0s',
  LastTerm: 2,
  LastIndex: 34,
  StableSince: '2026-11-28T11:04:21Z',
};
const HEALTH = { Healthy: true, FailureTolerance: 0, Servers: [SERVER] };

test.each([
  { argv: 'check', answer: SELF, code: 0, stdout: '' },
  {
    argv: 'check -min-peers 3',
    answer: SELF,
    code: 2,
    stdout: 'known peers: 2, is less than expected number of peers: 3\n',
  },
  { argv: 'check -min-servers 2', answer: CLIENT, code: 0, stdout: '' },
  {
    argv: 'check -min-servers 3',
    answer: CLIENT,
    code: 2,
    stdout: 'known servers: 2, is less than expected number of servers: 3\n',
  },
])('$argv ends with $code', async ({ argv, answer, code, stdout }) => {
  const ran = await runAgainst({ 'GET /v1/agent/self': answer }, argv.split(' '));
  expect(ran).toMatchObject({ code, stdout, stderr: '' });
});

test.each([
  {
    argv: 'server join a:4648 b:4648',
    request: 'PUT /v1/agent/join?address=a%3A4648&address=b%3A4648',
    answer: { num_joined: 2, error: '' },
    stdout: 'Joined 2 servers successfully\n',
  },
  {
    argv: 'server force-leave -prune s2.global',
    request: 'PUT /v1/agent/force-leave?node=s2.global&prune=1',
    answer: {},
    stdout: '',
  },
  {
    argv: 'operator raft remove-peer -peer-id x',
    request: 'DELETE /v1/operator/raft/peer?id=x',
    answer: {},
    stdout: 'Removed peer with id "x"\n',
  },
  {
    argv: 'operator raft transfer-leadership -peer-address a:4647',
    request: 'PUT /v1/operator/raft/transfer-leadership?address=a%3A4647',
    answer: {},
    stdout: 'Transferred leadership to peer with address "a:4647"\n',
  },
  {
    argv: 'node config -update-servers a:4647 b:4647',
    request: 'PUT /v1/agent/servers?address=a%3A4647&address=b%3A4647',
    answer: {},
    stdout: 'Updated server list\n',
  },
  {
    argv: 'operator gossip keyring use k=',
    request: 'PUT /v1/agent/keyring/use {"Key":"k="}',
    answer: {},
    stdout: 'Changing primary gossip encryption key...\nSuccessfully changed primary key!\n',
  },
  {
    argv: 'operator gossip keyring list',
    request: 'GET /v1/agent/keyring/list',
    answer: { NumNodes: 3, Keys: { 'k=': 3 } },
    stdout: 'Gathering installed encryption keys...\nKey  Nodes\nk=   3/3\n',
  },
  {
    argv: 'node intro create -node-pool gpu -ttl 5m',
    request:
      'PUT /v1/acl/identity/client-introduction-token {"NodeName":"","NodePool":"gpu","TTL":"5m"}',
    answer: { JWT: 'ey' },
    stdout: 'Successfully generated client introduction token:\n\ney\n',
  },
])('$argv', async ({ argv, request, answer, stdout }) => {
  const [method, target] = request.split(' ');
  const answers = { [`${method} ${target?.split('?', 1)[0]}`]: answer };
  const ran = await runAgainst(answers, argv.split(' '));
  expect(ran).toMatchObject({ code: 0, stdout, stderr: '', requests: [request] });
});

test('autopilot changes what is given, if nobody else did meanwhile', async () => {
  const path = '/v1/operator/autopilot/configuration';
  const argv = 'operator autopilot set-config -min-quorum 3 -cleanup-dead-servers=false'.split(' ');
  const ran = await runAgainst({ [`GET ${path}`]: AUTOPILOT, [`PUT ${path}`]: true }, argv);
  const body = { ...AUTOPILOT, MinQuorum: 3, CleanupDeadServers: false };
  expect(ran.requests[1]).toBe(`PUT ${path}?cas=7 ${JSON.stringify(body)}`);
  expect(ran.stdout).toBe('Configuration updated!\n');
  const late = await runAgainst({ [`GET ${path}`]: AUTOPILOT, [`PUT ${path}`]: false }, argv);
  expect(late.stderr).toContain('could not be atomically updated');
});

test('autopilot health', async () => {
  const argv = ['operator', 'autopilot', 'health'];
  const { stdout } = await runAgainst({ 'GET /v1/operator/autopilot/health': HEALTH }, argv);
  expect(stdout).toContain('Healthy: true\nFailureTolerance: 0\nLeader: 1f7c7741-');
  expect(stdout).toContain('vm.global  127.0.0.1:4647  alive       2.0.5    true    true   true');
});

test('a key for gossip is 32 bytes', async () => {
  const ran = await runAgainst({}, ['operator', 'gossip', 'keyring', 'generate']);
  expect(Buffer.from(ran.stdout.trim(), 'base64')).toHaveLength(32);
});

test.each([
  { argv: 'quota list', path: 'GET /v1/quotas', says: 'Error retrieving quotas: ' },
  { argv: 'license get', path: 'GET /v1/operator/license', says: 'Error getting license: ' },
])('$argv says that there is none', async ({ argv, path, says }) => {
  const ran = await runAgainst({ [path]: 204 }, argv.split(' '));
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toBe(`${says}Nomad Enterprise only endpoint\n`);
});
