// One after the other, in the order of asking: for what is written to the database and then taken over in memory, so
// that the two cannot end up in different orders.

export class InTurn {
  #last: Promise<unknown> = Promise.resolve()

  /** What waits is bounded by the requests that wait for it. A failure is the asker's own; the next one runs all the same. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => undefined)
    return await mine
  }
}
