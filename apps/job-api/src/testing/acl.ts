import type { AclSettings } from '../ports.ts';
import { openTestApi, type TestApi } from './test-api.ts';

export const ACL_ON: AclSettings = {
  enabled: true,
  tokenMinTtlMs: 60_000,
  tokenMaxTtlMs: 86_400_000,
  bootstrapResetIndex: () => Promise.resolve(undefined),
};

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** An API that controls access, with the first management token. */
export interface ControlledApi extends TestApi {
  readonly management: string;
  /** Sends a request with a token; none with an empty one. */
  ask(
    secret: string,
    method: Method,
    url: string,
    payload?: object | string,
  ): ReturnType<TestApi['app']['inject']>;
  /** Makes a token whose only policy has these rules. @returns its secret. */
  tokenFor(rules: string): Promise<string>;
}

export async function openControlledApi(
  options: Parameters<typeof openTestApi>[0] = {},
): Promise<ControlledApi> {
  const api = await openTestApi({ acl: ACL_ON, ...options });
  const ask: ControlledApi['ask'] = (secret, method, url, payload) =>
    api.app.inject({
      method,
      url,
      ...(secret === '' ? {} : { headers: { 'x-nomad-token': secret } }),
      ...(payload === undefined ? {} : { payload }),
    });
  const { SecretID: management } = (await ask('', 'POST', '/v1/acl/bootstrap')).json();
  let policies = 0;
  return {
    ...api,
    management,
    ask,
    tokenFor: async (Rules) => {
      const Name = `policy-${++policies}`;
      const applied = await ask(management, 'PUT', `/v1/acl/policy/${Name}`, { Name, Rules });
      if (applied.statusCode !== 200) throw new Error(applied.body);
      const body = { Name, Type: 'client', Policies: [Name] };
      return (await ask(management, 'PUT', '/v1/acl/token', body)).json().SecretID;
    },
  };
}
