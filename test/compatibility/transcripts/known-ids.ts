const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/.source;
const SHORT = /\b(?!f{8}\b)[0-9a-f]{8}\b/.source;
const LAUNCH = /(?:periodic|dispatch)-\d{10}/.source;
const ID = new RegExp(`${UUID}|${SHORT}|${LAUNCH}`, 'g');
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|\b(?:\d+(?:mo|[ydhms]))+ (?:ago|from now)/g;
const SHORT_LENGTH = 8;

/** What of a line must be equal for its IDs to stand for each other's. */
type Shape = (line: string, named: (id: string) => string | undefined) => string;

/** From the strictest on: with the IDs that are known already, with numbers, and of what kind it is alone. */
const SHAPES: readonly Shape[] = [
  (line, named) => withoutBlanks(line, (id) => named(id) ?? '<id>'),
  (line) => withoutBlanks(line, () => '<id>'),
  (line) => withoutBlanks(line, () => '<id>').replaceAll(/\d+/g, '0'),
];

/** Which of our IDs stands for one that was recorded, as far as outputs have told. */
export class KnownIds {
  readonly #ours = new Map<string, string>();

  /** Learns from the lines of two outputs that say the same of different things. */
  learn(recorded: string, ours: string): void {
    let theirs = recorded.split('\n').filter((line) => idsOf(line).length > 0);
    const own = ours.split('\n');
    for (const shape of SHAPES) {
      const known = new Set(this.#ours.values());
      const shapes = own.map((line) => shape(line, (id) => (known.has(id) ? id : undefined)));
      theirs = theirs.filter((line) => {
        const at = shapes.indexOf(shape(line, (id) => this.#ours.get(id)));
        if (at === -1) return true;
        this.#pair(idsOf(line), idsOf(own[at] ?? ''));
        own.splice(at, 1);
        shapes.splice(at, 1);
        return false;
      });
    }
  }

  /** Says which of ours stands for a recorded ID, whatever outputs have told. */
  name(recorded: string, own: string): void {
    this.#ours.delete(recorded);
    this.#ours.delete(recorded.slice(0, SHORT_LENGTH));
    this.#pair([recorded], [own.slice(0, recorded.length)]);
  }

  /** A recorded command with our IDs. */
  inCommand(command: string): string {
    return command.replaceAll(ID, (id) => this.#ours.get(id) ?? id);
  }

  #pair(recorded: readonly string[], own: readonly string[]): void {
    for (const [i, id] of recorded.entries()) {
      const mine = own[i] ?? '';
      if (!this.#ours.has(id)) this.#ours.set(id, mine);
      // The longer one tells the shorter.
      if (id.length <= SHORT_LENGTH || id.startsWith('periodic')) continue;
      const short = id.slice(0, SHORT_LENGTH);
      if (!this.#ours.has(short)) this.#ours.set(short, mine.slice(0, SHORT_LENGTH));
    }
  }
}

function idsOf(line: string): readonly string[] {
  return line.match(ID) ?? [];
}

function withoutBlanks(line: string, idAs: (id: string) => string): string {
  return line.replaceAll(TIME, '<time>').replaceAll(ID, idAs).replaceAll(/\s+/g, ' ').trim();
}
