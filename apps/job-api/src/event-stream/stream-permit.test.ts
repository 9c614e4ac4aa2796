import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ControlledApi, openControlledApi } from '../testing/acl.ts';
import { addNode } from '../testing/cluster-life.ts';
import { helloJob } from '../testing/hello.ts';

let api: ControlledApi;
let ending: AbortController;
beforeEach(async () => {
  ending = new AbortController();
  api = await openControlledApi();
  await api.app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  ending.abort();
  await api.close();
});

const put = (url: string, payload: object) => api.ask(api.management, 'PUT', url, payload);

/** Opens the stream from the start of the log with a token. */
async function open(secret: string, query: string): Promise<Response> {
  return fetch(`${await api.app.getUrl()}/v1/event/stream?index=1&${query}`, {
    headers: { 'x-nomad-token': secret },
    signal: ending.signal,
  });
}

/** What a stream tells until its end, or up to an event, e.g. `Job JobRegistered hello`. */
async function told(response: Response, until: string): Promise<string[]> {
  const events: string[] = [];
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      for (const { Topic, Type, Key } of JSON.parse(line).Events ?? []) {
        events.push(`${Topic} ${Type} ${Key}`);
      }
    }
    if (events.includes(until)) break;
  }
  return events;
}

async function makeHistory(): Promise<void> {
  await put('/v1/namespace', { Name: 'team' });
  await addNode(api);
  await put('/v1/jobs', helloJob({ ID: 'secret', Namespace: 'default' }));
  await put('/v1/var/team/db?namespace=team', { Items: { password: 'x' } });
  await put('/v1/jobs', helloJob({ ID: 'shown', Namespace: 'team' }));
}

const READS_TEAM = 'namespace "team" { policy = "read" }';

describe('who reads the event stream', () => {
  test('sees the jobs of the namespaces that the token names, and no others', async () => {
    const secret = await api.tokenFor(READS_TEAM);
    await makeHistory();
    const response = await open(secret, 'topic=Job&namespace=*');
    expect(await told(response, 'Job JobRegistered shown')).toEqual(['Job JobRegistered shown']);
  });

  test('sees everything with a management token, and nothing secret of tokens', async () => {
    const secret = await api.tokenFor(READS_TEAM);
    await makeHistory();
    const response = await open(api.management, 'namespace=*');
    const events = await told(response, 'Job JobRegistered shown');
    expect(events.map((event) => event.split(' ').slice(0, 2).join(' '))).toEqual(
      expect.arrayContaining([
        'ACLToken ACLTokenUpserted',
        'ACLPolicy ACLPolicyUpserted',
        'Node NodeRegistration',
        'Variable VariableUpdated',
      ]),
    );
    expect(JSON.stringify(events)).not.toContain(secret);
  });

  test('sees variables that the token may list, without what they hold', async () => {
    const secret = await api.tokenFor(
      'namespace "team" { variables { path "team/*" { capabilities = ["list"] } } }',
    );
    await makeHistory();
    const response = await open(secret, 'topic=Variable&namespace=team');
    expect(await told(response, 'Variable VariableUpdated team/db')).toEqual([
      'Variable VariableUpdated team/db',
    ]);
  });

  test.each(['topic=Job', 'topic=Node', 'topic=ACLToken', 'topic=NodePool', 'namespace=team'])(
    'is refused with a token that does not allow ?%s',
    async (query) => {
      const secret = await api.tokenFor(READS_TEAM);
      const response = await open(secret, query);
      expect([response.status, await response.text()]).toEqual([403, 'Permission denied']);
    },
  );

  test('is cut off when the token is deleted', async () => {
    const secret = await api.tokenFor(READS_TEAM);
    await makeHistory();
    const response = await open(secret, 'topic=Job&namespace=team');
    const [, token] = [...api.projection.state.aclTokens.keys()];
    await api.ask(api.management, 'DELETE', `/v1/acl/token/${token}`);
    await put('/v1/jobs', helloJob({ ID: 'later', Namespace: 'team' }));
    expect(await told(response, 'Job JobRegistered later')).not.toContain(
      'Job JobRegistered later',
    );
  });
});
