/** Variables with which a task could act in the operator's name; `env.denylist` replaces Nomad's part of it. */
const DENIED =
  'CONSUL_TOKEN,CONSUL_HTTP_TOKEN,VAULT_TOKEN,NOMAD_LICENSE,AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN,GOOGLE_APPLICATION_CREDENTIALS';

/** The agent's own settings are none of a task's business, and NOMAD_ ones would be taken for the task's. */
const OWN = /^(?:STEPPE|NATS|NOMAD)_|^(?:DATA_DIR|NODE_OPTIONS|npm_.*)$/u;

/** What tasks without an image inherit of the agent's environment. */
export function hostEnvOf(
  env: NodeJS.ProcessEnv,
  denylist: string = DENIED,
): Readonly<Record<string, string>> {
  const denied = new Set(denylist.split(',').map((name) => name.trim()));
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !denied.has(name) && !OWN.test(name)) inherited[name] = value;
  }
  return inherited;
}
