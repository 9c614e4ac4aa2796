/** The last part of a path; "." for the empty one. */
export function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** All but the last part of a path; "." when that is nothing. */
export function directoryName(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return '.';
  return normalize(path.slice(0, at + 1));
}

/** The path from a directory, without "." and ".."; an absolute path stands for itself. */
export function joinPath(directory: string, path: string): string {
  return normalize(path.startsWith('/') ? path : `${directory}/${path}`);
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  const joined = parts.join('/');
  if (path.startsWith('/')) return `/${joined}`;
  return joined === '' ? '.' : joined;
}
