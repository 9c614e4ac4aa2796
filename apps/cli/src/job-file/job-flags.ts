import type { FlagSpecs } from '../flags/flag-spec.ts';

/** Flags of every command that reads a job file. */
export const JOB_FILE_FLAGS = {
  json: { type: 'boolean', help: 'The file is JSON, as the API takes it.' },
  var: {
    type: 'string',
    multiple: true,
    help: 'name=value of a variable; may be given several times.',
  },
  'var-file': {
    type: 'string',
    multiple: true,
    help: 'File of variables; may be given several times, and later ones win.',
  },
  'hcl2-strict': {
    type: 'boolean',
    help: 'Whether a value for an undeclared variable is an error. Default: true.',
  },
  'vault-namespace': { type: 'string', help: 'Taken for compatibility; it has no effect.' },
} as const satisfies FlagSpecs;
