/** A flag of a command. `-name`, `--name`, `-name=value` and, for text, `-name value` all set it. */
export interface FlagSpec {
  readonly type: 'boolean' | 'string';
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
  token: { type: 'string', help: 'ACL token. Default: $STEPPE_TOKEN or $NOMAD_TOKEN.' },
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
