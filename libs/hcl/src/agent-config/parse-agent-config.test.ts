import { describe, expect, test } from '@jest/globals';
import { formatDiagnostics, parseAgentConfig } from '../index.ts';

function parse(...texts: string[]) {
  return parseAgentConfig(texts.map((text, index) => ({ filename: `${index}.hcl`, text })));
}

describe('parseAgentConfig', () => {
  test('reads a server', () => {
    const { config, diagnostics } = parse(
      'log_level = "DEBUG"\ndata_dir  = "/tmp/server1"\n\nserver {\n  enabled          = true\n  bootstrap_expect = 1\n}\n',
    );
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      logLevel: 'DEBUG',
      dataDir: '/tmp/server1',
      server: { enabled: true, bootstrapExpect: 1, heartbeatGraceMs: 10_000 },
      client: { enabled: false },
      ports: { http: 4646, rpc: 4647, serf: 4648 },
    });
  });

  test('reads JSON, with blocks as objects or as lists of objects', () => {
    const { config } = parse(
      '{"ports": {"http": 5656}, "client": [{"enabled": true, "meta": [{"rack": "r1"}]}], "plugin": [{"docker": [{"config": [{"gc": {"image": false}}]}]}]}',
    );
    expect(config).toMatchObject({
      ports: { http: 5656, rpc: 4647 },
      client: { enabled: true, meta: { rack: 'r1' } },
    });
    expect(config?.plugin['docker']?.config).toEqual({ gc: { image: false } });
  });

  test('merges files: later scalars win, lists are joined, blocks count as one', () => {
    const { config } = parse(
      'name = "a"\nclient {\n  servers = ["one:4647"]\n  node_class = "x"\n}\n',
      'name = "b"\nclient {\n  servers = ["two:4647"]\n}\nplugin "raw_exec" {\n  config {\n    enabled = true\n  }\n}\n',
    );
    expect(config).toMatchObject({
      name: 'b',
      client: { servers: ['one:4647', 'two:4647'], nodeClass: 'x' },
      plugin: { raw_exec: { config: { enabled: true } } },
    });
  });

  test('understands what HCL of the first version allows', () => {
    const { config, diagnostics } = parse(
      '"name" = "a", region: "eu"\nports = { http = "5656" }\nclient { meta { "a.b" = 1 } chroot_env { "x" = "${HOME}" } }\n/* c */ // d\ndata_dir = <<-EOF\n  x\n  EOF\n',
    );
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      name: 'a',
      region: 'eu',
      ports: { http: 5656 },
      client: { meta: { 'a.b': '1' }, chrootEnv: { x: '${HOME}' } },
      dataDir: 'x\n',
    });
  });

  test.each([
    { text: 'server {\n  enabeld = true\n}\n', place: '2,3', says: 'Did you mean "enabled"?' },
    { text: 'ports {\n  http = "abc"\n}\n', place: '2,10', says: '"http" must be a port' },
    { text: 'ports {\n  http = 99999\n}\n', place: '2,10', says: 'a port from 1 to 65535' },
    { text: 'log_level = "loud"\n', place: '1,13', says: 'one of TRACE, DEBUG, INFO, WARN' },
    { text: 'client = 5\n', place: '1,10', says: 'write client { ... }' },
    { text: 'server {\n  heartbeat_grace = "10"\n}\n', place: '2,21', says: 'must be a duration' },
    { text: 'name = "a\n', place: '1,8', says: 'closing quote' },
    { text: 'client {\n  enabled = true\n', place: '1,8', says: 'The file ends' },
    { text: 'name = yes\n', place: '1,8', says: 'Text needs double quotes' },
    { text: 'x y = 1\n', place: '1,3', says: 'one too many' },
    { text: '{"name": "a",}', place: '1,13', says: 'comma' },
    { text: '{"server": {"enabeld": true}}', place: '1,13', says: 'Did you mean "enabled"?' },
  ])('points at the fault of $text', ({ text, place, says }) => {
    const { config, diagnostics } = parse(text);
    const [first] = diagnostics;
    expect(config).toBeUndefined();
    expect(`${first?.subject?.start.line},${first?.subject?.start.column}`).toBe(place);
    expect(first?.detail).toContain(says);
  });

  test.each([
    {
      text: 'consul {\n  address = "127.0.0.1:8500"\n}\n',
      says: '"consul" needs no effect: services are',
    },
    { text: 'log_file = "/tmp/a"\n', says: '"log_file" is understood, but nothing acts on it' },
    { text: 'plugin "nvidia" {}\n', says: '"nvidia" is understood, but' },
    { text: 'client { options { "docker.x" = 1 } }\n', says: '"docker.x" is understood, but' },
    { text: 'server { job_tracked_versions = 9 }\n', says: '"job_tracked_versions" is always 6' },
  ])('warns of what has no effect in $text', ({ text, says }) => {
    const { config, diagnostics } = parse(text);
    expect(config).toBeDefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({ severity: 'warning', detail: expect.stringContaining(says) }),
    ]);
  });

  test('says nothing of what is set to what always holds', () => {
    const text = 'telemetry { prometheus_metrics = true }\nserver { job_tracked_versions = 6 }\n';
    expect(parse(text).diagnostics).toEqual([]);
  });

  test('prints a fault as a compiler does', () => {
    const text = 'sevrer {\n  enabled = true\n}\n';
    const { diagnostics } = parseAgentConfig([{ filename: 'a.hcl', text }]);
    expect(formatDiagnostics(diagnostics, { 'a.hcl': text })).toBe(`Error: Unknown setting
  on a.hcl:1,1
    |
  1 | sevrer {
    | ^^^^^^

  There is no setting "sevrer" here. Did you mean "server"?
`);
  });
});
