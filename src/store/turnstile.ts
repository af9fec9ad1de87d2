// Lets one holder through at a time, in the order of arrival. SQLite's one connection stands behind it.

export class Turnstile {
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #held = false

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Throws when too many wait already: an unbounded queue would only hide that the database cannot keep up. */
  async enter(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return
    }
    if (this.#waiting.length >= this.#maxWaiting) throw new StoreBusyError()
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}

export class StoreBusyError extends Error {
  readonly code = 'STORE_BUSY'

  constructor() {
    super('too many queries wait for the database')
  }
}
