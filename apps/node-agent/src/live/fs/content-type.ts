/** So many bytes of a file tell what it is. */
export const SNIFF_BYTES = 512;

const UNKNOWN = 'application/octet-stream';
const TEXT = 'text/plain; charset=utf-8';

/** How binary files of a kind begin: of WHATWG's MIME sniffing, what tasks are likely to keep. */
const SIGNATURES: readonly (readonly [Buffer, string])[] = [
  [Buffer.from('%PDF-'), 'application/pdf'],
  [Buffer.from('89504e470d0a1a0a', 'hex'), 'image/png'],
  [Buffer.from('ffd8ff', 'hex'), 'image/jpeg'],
  [Buffer.from('GIF8'), 'image/gif'],
  [Buffer.from('1f8b08', 'hex'), 'application/x-gzip'],
  [Buffer.from('504b0304', 'hex'), 'application/zip'],
];

const HTML = /^\s*<(!doctype html|html|head|script|body|title|table|div|h1|p|br|a|!--)[\s>]/i;
const XML = /^\s*<\?xml/;

/** Control characters that texts have: tab, line feed, form feed, carriage return, escape. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
const FIRST_PRINTABLE = 0x20;

/** What a file is, by its first bytes. */
export function contentTypeOf(head: Uint8Array): string {
  if (head.length === 0) return UNKNOWN;
  const known = SIGNATURES.find(([start]) => start.equals(head.subarray(0, start.length)));
  if (known !== undefined) return known[1];
  if (head.some((byte) => byte < FIRST_PRINTABLE && !TEXT_CONTROLS.has(byte))) return UNKNOWN;
  const text = Buffer.from(head).toString('latin1');
  if (HTML.test(text)) return 'text/html; charset=utf-8';
  return XML.test(text) ? 'text/xml; charset=utf-8' : TEXT;
}
