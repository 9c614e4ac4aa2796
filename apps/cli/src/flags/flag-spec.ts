/** A flag of a command. `-name`, `--name`, `-name=value` and, unless it is a boolean, `-name value` all set it. */
export interface FlagSpec {
  readonly type: 'boolean' | 'string' | 'integer';
  /** What the help says. */
  readonly help: string;
  /** May be given more than once. */
  readonly multiple?: true;
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** Flags that every command which talks to the API takes. */
export const CLIENT_FLAGS = {
  address: {
    type: 'string',
    help: 'Address of the API. Default: $STEPPE_ADDR, $NOMAD_ADDR or http://127.0.0.1:4646.',
  },
  namespace: {
    type: 'string',
    help: 'Namespace to work in. Default: $STEPPE_NAMESPACE, $NOMAD_NAMESPACE or "default".',
  },
  region: { type: 'string', help: 'Region to ask. Default: $STEPPE_REGION or $NOMAD_REGION.' },
  at: {
    type: 'string',
    help: 'Show what was: at an index, at a time such as 03:12, or so long ago, such as 90m. Default: $STEPPE_AT.',
  },
  token: { type: 'string', help: 'ACL token. Default: $STEPPE_TOKEN or $NOMAD_TOKEN.' },
  'ca-cert': {
    type: 'string',
    help: "File of the authority that signed the API's certificate. Default: $STEPPE_CACERT or $NOMAD_CACERT.",
  },
  'ca-path': {
    type: 'string',
    help: 'Directory of such files. Default: $STEPPE_CAPATH or $NOMAD_CAPATH.',
  },
  'client-cert': {
    type: 'string',
    help: 'File of the certificate that is shown to the API. Default: $STEPPE_CLIENT_CERT or $NOMAD_CLIENT_CERT.',
  },
  'client-key': {
    type: 'string',
    help: 'File of its private key. Default: $STEPPE_CLIENT_KEY or $NOMAD_CLIENT_KEY.',
  },
  'tls-server-name': {
    type: 'string',
    help: "Name that the API's certificate must have. Default: $STEPPE_TLS_SERVER_NAME or $NOMAD_TLS_SERVER_NAME.",
  },
  'tls-skip-verify': {
    type: 'boolean',
    help: "Do not check the API's certificate. Default: $STEPPE_SKIP_VERIFY or $NOMAD_SKIP_VERIFY.",
  },
  insecure: { type: 'boolean', help: 'As -tls-skip-verify.' },
  'no-color': { type: 'boolean', help: 'Print no colours.' },
  'force-color': {
    type: 'boolean',
    help: 'Print colours, even when the output is not a terminal.',
  },
} as const satisfies FlagSpecs;

/** Flags of commands whose answer can be printed raw. */
export const FORMAT_FLAGS = {
  json: { type: 'boolean', help: 'Print the answer as JSON.' },
  t: { type: 'string', help: "Print the answer through a Go template, e.g. '{{.ID}}'." },
} as const satisfies FlagSpecs;

/** Of commands whose subject has a page in Nomad's web UI. */
export const UI_FLAG = {
  ui: { type: 'boolean', help: 'Say where the API shows the same: there is no web UI.' },
} as const satisfies FlagSpecs;
