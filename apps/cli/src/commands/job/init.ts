import { VariableStub, WireVariable } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { z } from 'zod';
import { clientOf } from '../../api.ts';
import { optionalArgument } from '../../arguments.ts';
import type { Command, CommandContext } from '../../command.ts';
import { Failure } from '../../failure.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { EXAMPLE_CONNECT_JOB, EXAMPLE_JOB, EXAMPLE_JOB_SHORT } from '../../job-file/example-job.ts';
import { writeNewJobFile } from '../../job-file/new-job-file.ts';
import { during } from '../../step-error.ts';
import { variablePath } from '../../variable-path.ts';

const FILENAME_DEFAULT = 'example.nomad.hcl';
/** Variables below it, which have the items `template` and `description`, are templates. */
const TEMPLATES = 'nomad/job-templates/';

export const jobInit: Command = {
  usage: 'steppe job init [options] [<filename>]',
  example: 'steppe job init -short web.nomad.hcl',
  flags: {
    ...CLIENT_FLAGS,
    connect: { type: 'boolean', help: 'Write a job of two services that talk over Connect.' },
    'list-templates': {
      type: 'boolean',
      help: `List the templates, variables below ${TEMPLATES}.`,
    },
    short: { type: 'boolean', help: 'Write the job without explanations.' },
    template: { type: 'string', help: 'Write this template.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    const message = 'This command takes either no arguments or one: <filename>';
    const filename = optionalArgument(parsed.args, message) ?? FILENAME_DEFAULT;
    if (parsed.flag('list-templates')) return listTemplates(context, clientOf(context));
    await writeNewJobFile(filename, await textOf(context));
    terminal.out(`Example job file written to ${filename}`);
    return 0;
  },
};

async function textOf(context: CommandContext): Promise<string> {
  const { parsed } = context;
  const template = parsed.value('template');
  if (template !== undefined) return readTemplate(clientOf(context), template);
  if (parsed.flag('connect')) return EXAMPLE_CONNECT_JOB;
  return parsed.flag('short') ? EXAMPLE_JOB_SHORT : EXAMPLE_JOB;
}

async function listTemplates({ terminal }: CommandContext, client: HttpClient): Promise<number> {
  const query = { prefix: TEMPLATES };
  const call = client.call('GET', '/v1/vars', z.array(VariableStub), { query });
  const { value } = await during('Error retrieving job templates from the server', call);
  if (value.length === 0)
    throw new Failure(`No job templates found: there is no variable below ${TEMPLATES}`);
  terminal.out('Use steppe job init -template=<template> with any of the following:');
  for (const { Path } of value) terminal.out(`  ${Path.slice(TEMPLATES.length)}`);
  return 0;
}

async function readTemplate(client: HttpClient, name: string): Promise<string> {
  const path = variablePath(TEMPLATES + name);
  const call = client.call('GET', path, WireVariable);
  const { value } = await during('Error retrieving job template from the server', call);
  const template = value.Items?.['template'];
  if (template !== undefined) return template;
  throw new Failure(`Job template "${name}" is malformed: its variable has no item "template"`);
}
