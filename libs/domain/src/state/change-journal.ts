/** So many changes are kept; who was away for longer looks at everything anew. */
const KEPT_MAX = 65_536;

/**
 * What changed, in order: whoever keeps something worked out of a table finds here what to work out again, instead
 * of looking at all rows each time. Any number may follow it, each with a mark of its own.
 */
export class ChangeJournal {
  private readonly ids: string[] = [];
  /** How many were dropped from the front. */
  private dropped = 0;

  /** Where it ends now; to be passed to {@link since} later. */
  get end(): number {
    return this.dropped + this.ids.length;
  }

  record(id: string): void {
    this.ids.push(id);
    if (this.ids.length > KEPT_MAX) {
      this.ids.splice(0, KEPT_MAX / 2);
      this.dropped += KEPT_MAX / 2;
    }
  }

  /** IDs of what changed after a mark, once for each change; undefined when that is too long ago. */
  since(mark: number): readonly string[] | undefined {
    return mark < this.dropped ? undefined : this.ids.slice(mark - this.dropped);
  }
}
