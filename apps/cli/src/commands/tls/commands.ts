import type { CommandEntry } from '../../command.ts';

export const TLS_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'tls ca create',
    aliases: [],
    summary: 'Make a certificate authority',
    load: async () => (await import('./ca.ts')).tlsCaCreate,
  },
  {
    name: 'tls ca info',
    aliases: [],
    summary: 'Show a certificate authority',
    load: async () => (await import('./ca.ts')).tlsCaInfo,
  },
  {
    name: 'tls cert create',
    aliases: [],
    summary: 'Make a certificate that the authority signs',
    load: async () => (await import('./cert.ts')).tlsCertCreate,
  },
  {
    name: 'tls cert info',
    aliases: [],
    summary: 'Show a certificate',
    load: async () => (await import('./cert.ts')).tlsCertInfo,
  },
];
