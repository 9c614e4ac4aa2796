/** Whether a subject is one of those that a pattern with `*` (one token) or a last `>` (all the rest) means. */
export function subjectMatches(pattern: string, subject: string): boolean {
  if (pattern === subject) return true;
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [position, token] of wanted.entries()) {
    if (token === '>') return tokens.length > position;
    if (token !== '*' && token !== tokens[position]) return false;
    if (position >= tokens.length) return false;
  }
  return tokens.length === wanted.length;
}
