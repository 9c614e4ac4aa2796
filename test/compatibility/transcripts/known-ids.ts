const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/.source;
const SHORT = /\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/.source;
const LAUNCH = /(?:periodic|dispatch)-\d{10}/.source;
const ID = new RegExp(`${UUID}|${SHORT}|${LAUNCH}`, 'g');
const SHORT_LENGTH = 8;

/** Which of our IDs stands for one that was recorded, as far as outputs have told. */
export class KnownIds {
  readonly #ours = new Map<string, string>();

  /** Learns from the lines of two outputs that say the same of different things. */
  learn(recorded: string, ours: string): void {
    const left = ours.split('\n');
    for (const line of recorded.split('\n')) {
      const ids = line.match(ID);
      if (!ids) continue;
      const shape = shapeOf(line);
      const at = left.findIndex((candidate) => shapeOf(candidate) === shape);
      const [match = ''] = at === -1 ? [] : left.splice(at, 1);
      for (const [i, own] of (match.match(ID) ?? []).entries()) this.#add(ids[i] ?? '', own);
    }
  }

  /** A recorded command with our IDs. */
  inCommand(command: string): string {
    return command.replaceAll(ID, (id) => this.#ours.get(id) ?? id);
  }

  #add(recorded: string, own: string): void {
    if (recorded === '' || this.#ours.has(recorded)) return;
    this.#ours.set(recorded, own);
    // The longer one tells the shorter.
    if (recorded.length <= SHORT_LENGTH || recorded.startsWith('periodic')) return;
    const short = recorded.slice(0, SHORT_LENGTH);
    if (!this.#ours.has(short)) this.#ours.set(short, own.slice(0, SHORT_LENGTH));
  }
}

/** A line without IDs, numbers and blanks: what kind of line it is. */
function shapeOf(line: string): string {
  return line.replaceAll(ID, '<id>').replaceAll(/\d+/g, '0').replaceAll(/\s+/g, ' ').trim();
}
