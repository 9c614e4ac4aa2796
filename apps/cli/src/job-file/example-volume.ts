/** Settings that a file of a volume may have, as HCL and JSON show them. */
const SHARED = {
  capacity_min: '10GiB',
  capacity_max: '20GiB',
  capability: [{ access_mode: 'single-node-writer', attachment_mode: 'file-system' }],
} as const;

const HOST_HCL = `# A volume that a plug-in makes in a directory of one node: "steppe volume create volume.hcl".
name      = "data"
namespace = "default"
type      = "host"
plugin_id = "mkdir"

# How large it is to be. Not every plug-in keeps to it.
capacity_min = "10GiB"
capacity_max = "20GiB"

# How it may be mounted.
capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}

# Where it may be: on this pool, and nodes that fit.
# node_pool = "default"
# constraint {
#   attribute = "\${attr.kernel.name}"
#   value     = "linux"
# }

# What the plug-in is told.
parameters {
  mode = "0755"
}
`;

const CSI_HCL = `# A volume of a CSI plug-in.
id        = "database"
namespace = "default"
name      = "database"
type      = "csi"
plugin_id = "ebs"

# For "volume register": the volume as the storage knows it.
# external_id = "vol-23452345"

# For "volume create": what it is to be like.
capacity_min = "10GiB"
capacity_max = "20GiB"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}

mount_options {
  fs_type     = "ext4"
  mount_flags = ["noatime"]
}

# What the plug-in is told.
parameters {
  type = "gp3"
}
`;

const NAMED = { namespace: 'default', name: 'data' } as const;

/** What `volume init` writes, by type of volume and format. */
export const EXAMPLE_VOLUMES = {
  host: {
    hcl: HOST_HCL,
    json: jsonText({ ...NAMED, type: 'host', plugin_id: 'mkdir', ...SHARED }),
  },
  csi: {
    hcl: CSI_HCL,
    json: jsonText({ id: 'database', ...NAMED, type: 'csi', plugin_id: 'ebs', ...SHARED }),
  },
} as const;

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
