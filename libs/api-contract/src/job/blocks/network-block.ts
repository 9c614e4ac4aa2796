import type { Network, NetworkDns } from '@steppe/domain';
import { z } from 'zod';
import { text, textMap, texts } from './values.ts';

const Dns = z.looseObject({ Servers: texts, Searches: texts, Options: texts });

const Extra = z.looseObject({
  Hostname: text,
  DNS: Dns.nullish(),
  CNI: z.looseObject({ Args: textMap }).nullish(),
});

/** What a `network` block says beside its mode and ports. */
export interface NetworkBlock {
  /** Empty: chosen by whoever makes the network. */
  readonly hostname: string;
  readonly dns: NetworkDns | undefined;
  /** Arguments for plugins that know them. */
  readonly cniArgs: Readonly<Record<string, string>>;
}

/** Reads what a group's network keeps as it was posted. @throws ZodError when the job was not validated. */
export function networkBlockOf({ extra = {} }: Network): NetworkBlock {
  const { Hostname, DNS, CNI } = Extra.parse(extra);
  return {
    hostname: Hostname,
    dns: DNS ? { servers: DNS.Servers, searches: DNS.Searches, options: DNS.Options } : undefined,
    cniArgs: CNI?.Args ?? {},
  };
}
