/** A body that several answers have, written as JSON once. */
export class SharedJson {
  readonly #value: unknown;
  #text: string | undefined;

  constructor(value: unknown) {
    this.#value = value;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#value ?? null);
    return this.#text;
  }

  /** For whoever wants it in another form. */
  toJSON(): unknown {
    return this.#value;
  }
}
