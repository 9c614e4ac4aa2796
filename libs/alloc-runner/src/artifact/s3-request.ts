/** Who asks an S3 service; without it only what is open to everyone can be fetched. */
export interface S3Keys {
  readonly id: string;
  readonly secret: string;
  readonly token: string | undefined;
}

export interface S3Object {
  readonly url: string;
  readonly region: string;
  readonly keys: S3Keys | undefined;
}

/** The options of an S3 source, in go-getter's names. */
export const S3_OPTIONS = [
  'aws_access_key_id',
  'aws_access_key_secret',
  'aws_access_token',
  'region',
  'version',
];

const REGION_DEFAULT = 'us-east-1';

/**
 * Reads what options say of an object: `https://s3-eu-west-1.amazonaws.com/bucket/key`, or the address of a service that
 * is like S3.
 *
 * @throws Error for half of a pair of keys.
 */
export function s3Object(base: string, asked: (name: string) => string | undefined): S3Object {
  const url = new URL(base.includes('://') ? base : `https://${base}`);
  const version = asked('version');
  if (version !== undefined) url.searchParams.set('versionId', version);
  const id = asked('aws_access_key_id');
  const secret = asked('aws_access_key_secret');
  if ((id === undefined) !== (secret === undefined))
    throw new Error('an s3 artifact needs both aws_access_key_id and aws_access_key_secret');
  const token = asked('aws_access_token');
  return {
    url: url.href,
    region: asked('region') ?? regionOf(url.hostname) ?? REGION_DEFAULT,
    keys: id === undefined || secret === undefined ? undefined : { id, secret, token },
  };
}

/** Signs a request for an object. @returns its headers; none without keys. */
export async function s3Headers({ url, region, keys }: S3Object): Promise<Record<string, string>> {
  if (keys === undefined) return {};
  const { sign } = (await import('aws4')).default;
  const { host, pathname, search } = new URL(url);
  const request = { service: 's3', region, host, method: 'GET', path: `${pathname}${search}` };
  const { headers = {} } = sign(request, {
    accessKeyId: keys.id,
    secretAccessKey: keys.secret,
    ...(keys.token === undefined ? {} : { sessionToken: keys.token }),
  });
  const own = Object.entries(headers).filter(([name]) => name !== 'Host');
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

/** Of `s3-eu-west-1.amazonaws.com`, `s3.eu-west-1.amazonaws.com`, and the same with a bucket before. */
function regionOf(host: string): string | undefined {
  return /(?:^|\.)s3[.-]([a-z0-9-]+)\.amazonaws\.com$/u.exec(host)?.[1];
}
