import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type FileServer, serveFiles } from './file-server.ts';

interface Keys {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
}

/** Serves objects to those whose request is signed with these keys. */
export function serveS3(
  objects: Readonly<Record<string, Buffer>>,
  keys: Keys,
): Promise<FileServer> {
  return serveFiles(objects, (request) => isSigned(request, keys));
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<id>[^/]+)\/(?<scope>[^,]+), SignedHeaders=(?<names>[^,]+), Signature=(?<signature>\w+)$/u;

/** Source: AWS Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function isSigned({ headers, url = '' }: IncomingMessage, { id, secret, token }: Keys): boolean {
  const given = AUTHORIZATION.exec(headers.authorization ?? '')?.groups;
  if (given?.['id'] !== id || headers['x-amz-security-token'] !== token) return false;
  const { scope = '', names = '', signature } = given;
  const [path = '', query = ''] = url.split('?');
  const signed = names.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const payloadHash = String(headers['x-amz-content-sha256']);
  const canonical = ['GET', path, query, signed.join(''), names, payloadHash].join('\n');
  const canonicalHash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, canonicalHash].join('\n');
  const key = scope.split('/').reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, text).toString('hex') === signature;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
