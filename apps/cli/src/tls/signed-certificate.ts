import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { Failure } from '../failure.ts';
import { permittedNamesOf } from './authority.ts';
import {
  type KeyAndCertificate,
  newSerial,
  P256,
  pemOfKey,
  validity,
} from './key-and-certificate.ts';
import { parsePem } from './parse-pem.ts';

export interface CertificateOptions {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly days: number;
  readonly nowMs: number;
}

/**
 * Makes a key, and a certificate for it that an authority signs. It serves both ends of a connection.
 *
 * @throws Failure when the authority's key is not its own, or may not sign for a name.
 */
export async function signCertificate(
  authority: KeyAndCertificate,
  options: CertificateOptions,
): Promise<KeyAndCertificate> {
  const signingKey = await signingKeyOf(authority);
  const issuer = new x509.X509Certificate(authority.certificate);
  refuseForeignNames(authority.certificate, options.dnsNames);
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: [options.commonName] }],
    issuer: issuer.subjectName,
    ...validity(options),
    signingAlgorithm: P256,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.KeyUsagesExtension(digitalSignature | keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
      new x509.BasicConstraintsExtension(false, undefined, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await keyIdentifierOf(issuer),
      new x509.SubjectAlternativeNameExtension(alternativeNames(options)),
    ],
  });
  return { key: await pemOfKey(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

/** As the authority itself says, since there are several ways to make one of a key. */
async function keyIdentifierOf(
  issuer: x509.X509Certificate,
): Promise<x509.AuthorityKeyIdentifierExtension> {
  const own = issuer.getExtension(x509.SubjectKeyIdentifierExtension);
  return own === null
    ? x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)
    : new x509.AuthorityKeyIdentifierExtension(own.keyId);
}

function alternativeNames({
  dnsNames,
  ipAddresses,
}: Pick<CertificateOptions, 'dnsNames' | 'ipAddresses'>): x509.JsonGeneralNames {
  const wrong = ipAddresses.find((address) => isIP(address) === 0);
  if (wrong !== undefined) throw new Failure(`"${wrong}" is no IP address`);
  return [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...ipAddresses.map((value) => ({ type: 'ip' as const, value })),
  ];
}

/** Keys are read in any format that OpenSSL and Nomad write. */
async function signingKeyOf({ key, certificate }: KeyAndCertificate): Promise<webcrypto.CryptoKey> {
  const read = parsePem('CA key', () => createPrivateKey(key));
  if (!parsePem('CA', () => new X509Certificate(certificate)).checkPrivateKey(read)) {
    throw new Failure('The CA key is not the key of the CA certificate');
  }
  const der = read.export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', der, P256, false, ['sign']);
}

function refuseForeignNames(authority: string, names: readonly string[]): void {
  const permitted = permittedNamesOf(authority);
  if (permitted.length === 0) return;
  const isBelow = (name: string): boolean =>
    permitted.some((zone) => name === zone || name.endsWith(`.${zone}`));
  const foreign = names.find((name) => !isBelow(name));
  if (foreign === undefined) return;
  throw new Failure(
    `The CA may not sign for "${foreign}": it is bound to ${permitted.join(', ')}; see -additional-domain of "steppe tls ca create"`,
  );
}
