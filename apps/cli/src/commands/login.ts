import { WireAclToken } from '@steppe/api-contract';
import type { HttpClient } from '@steppe/client';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { clientOf } from '../api.ts';
import { noArguments } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { Failure } from '../failure.ts';
import { CLIENT_FLAGS, FORMAT_FLAGS } from '../flags/flag-spec.ts';
import { printFormatted } from '../formatted.ts';
import { awaitOidcCallback } from '../oidc-callback.ts';
import { during } from '../step-error.ts';
import { tokenBlock } from '../views/acl.ts';
import { AuthMethodStub } from '../wire/auth-method.ts';

const CALLBACK_DEFAULT = 'localhost:4649';
const NONCE_BYTES = 20;

export const login: Command = {
  usage: 'steppe login [options]',
  example: 'steppe login -method ci -login-token "$CI_JOB_JWT"',
  flags: {
    ...CLIENT_FLAGS,
    ...FORMAT_FLAGS,
    'login-token': { type: 'string', help: 'The token that is exchanged; not for OIDC.' },
    method: { type: 'string', help: 'The auth method. Default: the one that is marked so.' },
    'oidc-callback-addr': {
      type: 'string',
      help: `Where the browser comes back to. Default: ${CALLBACK_DEFAULT}.`,
    },
    type: { type: 'string', help: 'Taken for compatibility: the method says of which type it is.' },
  },
  run: async (context) => {
    const { parsed, terminal } = context;
    noArguments(parsed.args);
    const client = clientOf(context);
    const { Name, Type } = await chosenMethod(client, parsed.value('method'));
    const token =
      Type.toUpperCase() === 'OIDC'
        ? await loginByBrowser(context, client, Name)
        : await loginByToken(client, { method: Name, token: parsed.value('login-token') });
    if (printFormatted(context, token)) return 0;
    terminal.out(`Successfully logged in via ${Type} and ${Name}\n`);
    terminal.out(tokenBlock(token, terminal));
    return 0;
  },
};

async function chosenMethod(client: HttpClient, name: string | undefined): Promise<AuthMethodStub> {
  const call = client.call('GET', '/v1/acl/auth-methods', z.array(AuthMethodStub));
  const { value } = await during('Error listing ACL auth methods', call);
  const method =
    name === undefined
      ? value.find(({ Default }) => Default)
      : value.find(({ Name }) => Name === name);
  if (method !== undefined) return method;
  throw new Failure(
    name === undefined
      ? 'Must specify an auth method name, no default found'
      : `Error: method ${name} not found in the state store.`,
  );
}

async function loginByToken(
  client: HttpClient,
  { method, token }: { method: string; token: string | undefined },
): Promise<WireAclToken> {
  if (!token) throw new Failure('You need to provide a login token: -login-token');
  const body = { AuthMethodName: method, LoginToken: token };
  const call = client.call('POST', '/v1/acl/login', WireAclToken, { body });
  return (await during('Error performing login', call)).value;
}

async function loginByBrowser(
  { parsed, terminal, signal }: CommandContext,
  client: HttpClient,
  method: string,
): Promise<WireAclToken> {
  const address = parsed.value('oidc-callback-addr') ?? CALLBACK_DEFAULT;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const redirect = `http://${address}/oidc/callback`;
  const callback = await awaitOidcCallback(address, signal);
  try {
    const path = '/v1/acl/oidc/auth-url';
    const body = { AuthMethodName: method, RedirectURI: redirect, ClientNonce: nonce };
    const asked = client.call('POST', path, z.object({ AuthURL: z.string() }), { body });
    const { AuthURL } = (await during('Error generating OIDC auth URL', asked)).value;
    terminal.err(
      `Complete the login via your OIDC provider. Open in a browser:\n\n    ${AuthURL}\n`,
    );
    const { code, state } = await callback.arrived;
    const completed = client.call('POST', '/v1/acl/oidc/complete-auth', WireAclToken, {
      body: { ...body, Code: code, State: state },
    });
    return (await during('Error completing OIDC auth', completed)).value;
  } finally {
    callback.close();
  }
}
