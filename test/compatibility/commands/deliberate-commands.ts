const NO_RAFT =
  'there is no Raft log: "steppe operator replay" and the "nats" tool read the event log';

/** Commands of Nomad's that are left out on purpose, and why. */
export const DELIBERATE_COMMANDS: Readonly<Record<string, string>> = {
  'operator raft info': NO_RAFT,
  'operator raft logs': NO_RAFT,
  'operator raft state': NO_RAFT,
  'operator raft migrate-backend': NO_RAFT,
  'operator client-state': 'what a client keeps is JSON in its data directory',
  'setup consul': 'Consul is not used: services are registered with Steppe itself',
  'setup vault': 'Vault is not used: variables hold secrets',
};
