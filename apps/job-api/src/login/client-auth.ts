import type { AuthMethod } from '@steppe/domain';
import { importPKCS8 } from 'jose';
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretJwt,
  ClientSecretPost,
  modifyAssertion,
  None,
  PrivateKeyJwt,
} from 'openid-client';
import type { AuthSecrets } from '../acl/auth-method-writer.ts';
import type { RootKeyMaterial } from '../keyring/root-key-store.ts';

/** How Steppe shows to the provider of a method that it is the client that the provider knows. */
export async function clientAuthOf(
  { config: { assertion } }: AuthMethod,
  { clientSecret, privateKey }: AuthSecrets,
  activeKey: () => Promise<RootKeyMaterial>,
): Promise<ClientAuth> {
  if (!assertion) return clientSecret === '' ? None() : sentSecret(clientSecret);
  const { keySource, keyId, algorithm, audience, extraHeaders } = assertion;
  const options = {
    [modifyAssertion]: (header: Record<string, unknown>, payload: Record<string, unknown>) => {
      Object.assign(header, extraHeaders);
      payload['aud'] = audience;
    },
  };
  if (keySource === 'client_secret') return ClientSecretJwt(clientSecret, options);
  if (keySource === 'private_key') {
    const key = await importPKCS8(privateKey, algorithm);
    return PrivateKeyJwt({ key, ...(keyId === '' ? {} : { kid: keyId }) }, options);
  }
  const { keyId: kid, signingKey } = await activeKey();
  return PrivateKeyJwt({ key: await importPKCS8(signingKey, 'RS256'), kid }, options);
}

/** Sent as the provider wants it: in a header, unless it says that it takes it only in the body. */
function sentSecret(secret: string): ClientAuth {
  const inHeader = ClientSecretBasic(secret);
  const inBody = ClientSecretPost(secret);
  return (server, ...rest) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const send = supported.includes('client_secret_basic') ? inHeader : inBody;
    return send(server, ...rest);
  };
}
