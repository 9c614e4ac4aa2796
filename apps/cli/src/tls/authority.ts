// What the library is built on asks for it.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import {
  type KeyAndCertificate,
  newSerial,
  P256,
  pemOfKey,
  validity,
} from './key-and-certificate.ts';

/** What an authority says of itself, as X.500 names it. */
export interface AuthoritySubject {
  readonly commonName: string;
  readonly country: string;
  readonly province: string;
  readonly locality: string;
  readonly streetAddress: string;
  readonly postalCode: string;
  readonly organization: string;
  readonly organizationalUnit: string;
}

export interface AuthorityOptions {
  readonly subject: AuthoritySubject;
  readonly days: number;
  /** DNS names to which it is bound, with all below them; none: it may sign for any. */
  readonly permittedNames: readonly string[];
  readonly nowMs: number;
}

/** Makes a certificate authority: its own certificate, and the key with which it signs others. */
export async function createAuthority(options: AuthorityOptions): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const { digitalSignature, keyCertSign, cRLSign } = x509.KeyUsageFlags;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf(options.subject),
    ...validity(options),
    signingAlgorithm: P256,
    keys,
    extensions: [
      new x509.KeyUsagesExtension(digitalSignature | keyCertSign | cRLSign, true),
      new x509.BasicConstraintsExtension(true, undefined, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ...constraintsOf(options.permittedNames),
    ],
  });
  return { key: await pemOfKey(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

const [STREET, POSTAL_CODE] = ['2.5.4.9', '2.5.4.17'];

function nameOf(subject: AuthoritySubject): x509.JsonName {
  const parts: readonly (readonly [string | undefined, string])[] = [
    ['C', subject.country],
    ['ST', subject.province],
    ['L', subject.locality],
    [STREET, subject.streetAddress],
    [POSTAL_CODE, subject.postalCode],
    ['O', subject.organization],
    ['OU', subject.organizationalUnit],
    ['CN', subject.commonName],
  ];
  return parts.flatMap(([type = '', value]) => (value === '' ? [] : [{ [type]: [value] }]));
}

const NAME_CONSTRAINTS = '2.5.29.30';

function constraintsOf(names: readonly string[]): x509.Extension[] {
  if (names.length === 0) return [];
  const subtrees = names.map(
    (dNSName) => new GeneralSubtree({ base: new GeneralName({ dNSName }) }),
  );
  const constraints = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(subtrees) });
  return [new x509.Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints))];
}

/** The DNS names to which a certificate is bound. */
export function permittedNamesOf(pem: string): string[] {
  const extension = new x509.X509Certificate(pem).getExtension(NAME_CONSTRAINTS);
  if (extension === null) return [];
  const { permittedSubtrees } = AsnConvert.parse(extension.value, NameConstraints);
  return [...(permittedSubtrees ?? [])].map(({ base }) => base.dNSName ?? '');
}
