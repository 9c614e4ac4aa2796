import { z } from 'zod';
import { Text } from '../wire/values.ts';

/** A token of somebody else, shown to get one of Steppe. */
export const LoginRequest = z
  .object({ AuthMethodName: Text, LoginToken: Text })
  .meta({ id: 'ACLLoginRequest' });

export const OidcAuthUrlRequest = z
  .object({ AuthMethodName: Text, RedirectURI: Text, ClientNonce: Text })
  .meta({ id: 'ACLOIDCAuthURLRequest' });

export const OidcAuthUrlResponse = z
  .object({ AuthURL: z.string() })
  .meta({ id: 'ACLOIDCAuthURLResponse' });

/** What the provider sent to the redirect URI, with what the login began with. */
export const OidcCompleteAuthRequest = z
  .object({ AuthMethodName: Text, ClientNonce: Text, State: Text, Code: Text, RedirectURI: Text })
  .meta({ id: 'ACLOIDCCompleteAuthRequest' });

const MISSING: Readonly<Record<string, string>> = {
  AuthMethodName: 'missing auth method name',
  LoginToken: 'missing login token',
  ClientNonce: 'missing client nonce',
  State: 'missing state',
  Code: 'missing code',
  RedirectURI: 'missing redirect URI',
};

/** What a request to log in lacks of the fields that it needs, in Nomad's words. */
export function loginFaults(
  fields: readonly string[],
  request: Readonly<Record<string, unknown>>,
): string[] {
  return fields.flatMap((field) => (request[field] ? [] : (MISSING[field] ?? [])));
}
