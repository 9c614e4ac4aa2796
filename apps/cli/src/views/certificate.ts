import type { X509Certificate } from 'node:crypto';
import { table } from '../layout/table.ts';

/** A certificate's names as Go prints them: the last part first, separated by commas. */
function distinguishedName(subject: string): string {
  const parts = subject.split('\n').toReversed();
  return parts
    .map((part) => part.replace(/^street=/i, 'STREET=').replace(/^postalCode=/i, 'POSTALCODE='))
    .join(',');
}

function commonName(name: string): string {
  return /^CN=(.*)$/m.exec(name)?.[1] ?? '';
}

function headRows(certificate: X509Certificate): (readonly [string, string])[] {
  const expiry = new Date(certificate.validTo).toISOString();
  return [
    ['Serial Number', BigInt(`0x${certificate.serialNumber}`).toString()],
    ['Issuer CN', commonName(certificate.issuer)],
    ['Common Name', distinguishedName(certificate.subject)],
    ['Expiry Date', `${expiry.slice(0, 10)} ${expiry.slice(11, 19)} +0000 UTC`],
  ];
}

export function authorityBlock(
  certificate: X509Certificate,
  permittedNames: readonly string[],
): string {
  return table([
    ...headRows(certificate),
    ['Permitted DNS Domains', `[${permittedNames.join(' ')}]`],
  ]);
}

export function certificateBlock(certificate: X509Certificate): string {
  const names = (certificate.subjectAltName ?? '').split(', ');
  const ofKind = (kind: string): string =>
    names.flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length)] : [])).join(' ');
  return table([
    ...headRows(certificate),
    ['DNS Names', `[${ofKind('DNS:')}]`],
    ['IP Addresses', `[${ofKind('IP Address:')}]`],
  ]);
}
