import { S3_OPTIONS, type S3Object, s3Object } from './s3-request.ts';

/** What an artifact's source and options say, in go-getter's syntax. */
export type ArtifactSource =
  | { readonly kind: 'http'; readonly url: string; readonly within: string }
  | { readonly kind: 's3'; readonly object: S3Object; readonly within: string }
  | {
      readonly kind: 'git';
      readonly url: string;
      readonly within: string;
      readonly ref: string | undefined;
      readonly depth: number | undefined;
      /** A private key, in base64. */
      readonly sshKey: string | undefined;
    }
  | { readonly kind: 'file'; readonly path: string; readonly within: string };

export interface ParsedSource {
  readonly source: ArtifactSource;
  /** `type:hex`, `hex`, or `file:URL`. */
  readonly checksum: string | undefined;
  /** The form of the archive; `false` keeps it packed; undefined goes by the name. */
  readonly archive: string | undefined;
  /** The name that a downloaded file gets. */
  readonly fileName: string;
}

const FORCED = /^([a-z0-9]+)::(.+)$/u;
const SCP_LIKE = /^(?:[\w.-]+@)[\w.-]+:(?!\/\/)/u;
const BUCKET = /^[\w.-]+\.s3[\w.-]*\.amazonaws\.com\//u;
const HOSTED = /^(?:github\.com|gitlab\.com|bitbucket\.org)\//u;

/** What is not part of the source's own query. */
const OPTIONS = ['checksum', 'archive', 'filename', 'ref', 'depth', 'sshkey'];

/**
 * Reads the source of an artifact: `https://…/x.tar.gz//bin?checksum=…`, `git::https://…`, `github.com/o/r`.
 * Options in the job win over those in the source's query.
 *
 * @throws Error for a kind that is not understood.
 */
export function parseSource(text: string, options: Readonly<Record<string, string>>): ParsedSource {
  const [, forced, rest = text] = FORCED.exec(text) ?? [];
  const { base, within, query } = splitSource(rest);
  const asked = (name: string): string | undefined => options[name] ?? query.get(name) ?? undefined;
  const kind = forced ?? kindOf(base);
  const taken = new Set([...OPTIONS, ...(kind === 's3' ? S3_OPTIONS : [])]);
  const kept = new URLSearchParams([...query].filter(([name]) => !taken.has(name)));
  const url = kept.size === 0 ? base : `${base}?${kept.toString()}`;
  const depth = asked('depth');
  return {
    source:
      kind === 's3'
        ? { kind, object: s3Object(url, asked), within }
        : sourceOf(kind, url, {
            within,
            ref: asked('ref'),
            depth: depth === undefined ? undefined : Number(depth),
            sshKey: asked('sshkey'),
          }),
    checksum: asked('checksum'),
    archive: asked('archive'),
    fileName: asked('filename') ?? nameOf(base),
  };
}

function sourceOf(
  kind: string,
  url: string,
  {
    within,
    ...git
  }: {
    within: string;
    ref: string | undefined;
    depth: number | undefined;
    sshKey: string | undefined;
  },
): ArtifactSource {
  switch (kind) {
    case 'http':
    case 'https':
      return { kind: 'http', url, within };
    case 'git':
    case 'ssh':
      return { kind: 'git', url: HOSTED.test(url) ? `https://${url}` : url, within, ...git };
    case 'file':
      return { kind: 'file', path: decodeURI(url.replace(/^file:\/\//u, '')), within };
    default:
      throw new Error(
        `artifacts of kind "${kind}" can't be fetched; http, https, git, s3 and file can`,
      );
  }
}

function kindOf(base: string): string {
  if (BUCKET.test(base)) return 's3';
  if (SCP_LIKE.test(base) || HOSTED.test(base)) return 'git';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//u.exec(base)?.[1];
  if (scheme !== undefined) return scheme;
  if (base.startsWith('/')) return 'file';
  throw new Error(`artifact source ${JSON.stringify(base)} names no scheme such as https://`);
}

/** Splits off `?query`, and `//folder` behind the scheme. */
function splitSource(text: string): { base: string; within: string; query: URLSearchParams } {
  const [path = '', query = ''] = text.split(/\?(.*)/su);
  const schemeEnd = path.indexOf('://');
  const folder = path.indexOf('//', schemeEnd === -1 ? 1 : schemeEnd + 3);
  const base = folder === -1 ? path : path.slice(0, folder);
  const within = folder === -1 ? '' : path.slice(folder + 2);
  return { base, within, query: new URLSearchParams(query) };
}

function nameOf(base: string): string {
  const name = base.replace(/\/+$/u, '').split('/').at(-1) ?? '';
  return name === '' || name === '..' || name === '.'
    ? 'artifact'
    : decodeURIComponent(name).replaceAll('/', '_');
}
