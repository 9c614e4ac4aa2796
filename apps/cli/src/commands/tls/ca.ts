import { X509Certificate } from 'node:crypto';
import { noArguments, onlyArgument, wholeNumber } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { CLIENT_FLAGS } from '../../flags/flag-spec.ts';
import { createAuthority, permittedNamesOf } from '../../tls/authority.ts';
import { parsePem } from '../../tls/parse-pem.ts';
import { readPem, refuseToOverwrite, writePem } from '../../tls/write-pem.ts';
import { authorityBlock } from '../../views/certificate.ts';

const DAYS_DEFAULT = '1825';

export const tlsCaCreate: Command = {
  usage: 'steppe tls ca create [options]',
  example: 'steppe tls ca create',
  flags: {
    ...CLIENT_FLAGS,
    'additional-domain': {
      type: 'string',
      multiple: true,
      help: 'With -name-constraint: one more domain to sign for; may be given several times.',
    },
    'common-name': { type: 'string', help: 'Common name. Default: "Nomad Agent CA".' },
    country: { type: 'string', help: 'Country.' },
    days: { type: 'integer', help: `How many days it is valid. Default: ${DAYS_DEFAULT}.` },
    domain: { type: 'string', help: 'Domain of the cluster. Default: nomad.' },
    locality: { type: 'string', help: 'Locality.' },
    'name-constraint': {
      type: 'boolean',
      help: 'Bind it to the domain, localhost and the additional domains.',
    },
    organization: { type: 'string', help: 'Organization.' },
    'organizational-unit': { type: 'string', help: 'Unit of the organization.' },
    'postal-code': { type: 'string', help: 'Postal code.' },
    province: { type: 'string', help: 'Province.' },
    'street-address': { type: 'string', help: 'Street address.' },
  },
  run: async ({ parsed, terminal, now }) => {
    noArguments(parsed.args);
    const text = (flag: string): string => parsed.value(flag) ?? '';
    const domain = parsed.value('domain') ?? 'nomad';
    const paths = { certificate: `${domain}-agent-ca.pem`, key: `${domain}-agent-ca-key.pem` };
    refuseToOverwrite(paths, 'CA certificate');
    const zones = [domain, 'localhost', 'nomad', ...parsed.values('additional-domain')];
    const pem = await createAuthority({
      subject: {
        commonName: parsed.value('common-name') ?? 'Nomad Agent CA',
        country: text('country'),
        province: text('province'),
        locality: text('locality'),
        streetAddress: text('street-address'),
        postalCode: text('postal-code'),
        organization: text('organization'),
        organizationalUnit: text('organizational-unit'),
      },
      days: wholeNumber(parsed.value('days') ?? DAYS_DEFAULT, 'days'),
      permittedNames: parsed.flag('name-constraint') ? [...new Set(zones)] : [],
      nowMs: now(),
    });
    await writePem(paths, pem);
    terminal.out(`==> CA certificate saved to: ${paths.certificate}`);
    terminal.out(`==> CA certificate key saved to: ${paths.key}`);
    return 0;
  },
};

export const tlsCaInfo: Command = {
  usage: 'steppe tls ca info [options] <CA file>',
  example: 'steppe tls ca info nomad-agent-ca.pem',
  flags: CLIENT_FLAGS,
  run: async ({ parsed, terminal }) => {
    const path = onlyArgument(parsed.args, 'This command takes one argument: <CA file>');
    const pem = await readPem(path, 'CA file');
    const certificate = parsePem('CA file', () => new X509Certificate(pem));
    terminal.out(authorityBlock(certificate, permittedNamesOf(pem)));
    return 0;
  },
};
