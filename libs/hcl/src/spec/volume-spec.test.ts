import { expect, test } from '@jest/globals';
import { parseVolumeSpec } from './volume-spec.ts';

const HCL = `
type         = "host"
name         = "data"
plugin_id    = "mkdir"
capacity_min = "10GiB"
capacity_max = "20G"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}
capability {
  access_mode     = "single-node-reader-only"
  attachment_mode = "block-device"
}
constraint {
  attribute = "\${attr.kernel.name}"
  value     = "linux"
}
parameters { uid = 1 }
`;

test('a volume of a host, with each of its blocks', () => {
  const { spec, diagnostics } = parseVolumeSpec({ filename: 'v.hcl', text: HCL });
  expect(diagnostics).toEqual([]);
  expect(spec?.type).toBe('host');
  expect(spec?.host).toMatchObject({
    Name: 'data',
    PluginID: 'mkdir',
    RequestedCapacityMinBytes: 10 * 1024 ** 3,
    RequestedCapacityMaxBytes: 20e9,
    RequestedCapabilities: [
      { AccessMode: 'single-node-writer', AttachmentMode: 'file-system' },
      { AccessMode: 'single-node-reader-only', AttachmentMode: 'block-device' },
    ],
    Constraints: [{ LTarget: '${attr.kernel.name}', Operand: '=', RTarget: 'linux' }],
    Parameters: { uid: '1' },
  });
});

test('a volume of CSI in JSON, where blocks are lists', () => {
  const text = JSON.stringify({
    id: 'db',
    type: 'csi',
    external_id: 'vol-1',
    capability: [{ access_mode: 'single-node-writer', attachment_mode: 'file-system' }],
    mount_options: [{ fs_type: 'ext4', mount_flags: ['ro'] }],
    topology_request: {
      required: [
        { topology: { segments: { rack: 'R1' } } },
        { topology: { segments: { rack: 'R2' } } },
      ],
    },
    secrets: [{ key: 'xyzzy' }],
  });
  const { spec, diagnostics } = parseVolumeSpec({ filename: 'v.json', text });
  expect(diagnostics).toEqual([]);
  expect(spec?.csi).toMatchObject({
    ID: 'db',
    ExternalID: 'vol-1',
    RequestedCapabilities: [{ AccessMode: 'single-node-writer' }],
    MountOptions: { FSType: 'ext4', MountFlags: ['ro'] },
    RequestedTopologies: {
      Required: [{ Segments: { rack: 'R1' } }, { Segments: { rack: 'R2' } }],
      Preferred: [],
    },
    Secrets: { key: 'xyzzy' },
  });
});

test('a name that is none is an error with its place', () => {
  const { spec, diagnostics } = parseVolumeSpec({ filename: 'v.hcl', text: 'plugin_di = "mkdir"' });
  expect(spec).toBeUndefined();
  expect(diagnostics[0]?.detail).toContain('Did you mean "plugin_id"?');
});
