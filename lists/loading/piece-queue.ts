/** Hands things from whoever makes them to whoever takes them, in order; the taker hears of the end or of a failure after the last. */
export class PieceQueue<Piece> implements AsyncIterable<Piece> {
  readonly #pieces: Piece[] = [];
  #wake: (() => void) | undefined;
  #taken: (() => void) | undefined;
  #ended = false;
  #failure: Error | undefined;

  get length(): number {
    return this.#pieces.length;
  }

  push(piece: Piece): void {
    this.#pieces.push(piece);
    this.#wake?.();
  }

  end(failure?: Error): void {
    this.#ended = true;
    this.#failure ??= failure;
    this.#wake?.();
    this.#taken?.();
  }

  /** Waits until no more than so many are left to take. */
  async room(most: number): Promise<void> {
    while (this.#pieces.length > most && !this.#ended)
      await new Promise<void>((resolve) => {
        this.#taken = resolve;
      });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Piece> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#taken?.();
        yield piece;
      } else if (this.#ended) break;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}
