// What waits for a room, taken one at a time in the order it came. Players' items are bounded by the limit; the
// room's own (a link and an answer for each seat, one expiry, one retry) are few and are never turned away.

export type MailboxOptions<T> = {
  readonly limit: number
  /** Must not reject. */
  readonly handle: (item: T) => Promise<void>
  readonly onQueued: (depth: number) => void
}

export class Mailbox<T> {
  readonly #options: MailboxOptions<T>
  #items: T[] = []
  #head = 0
  #isRunning = false

  constructor(options: MailboxOptions<T>) {
    this.#options = options
  }

  /** Items that wait; the one at work is not among them. */
  get depth(): number {
    return this.#items.length - this.#head
  }

  /** False, and nothing is stored, at the limit. */
  offer(item: T): boolean {
    if (this.depth >= this.#options.limit) return false
    this.put(item)
    return true
  }

  /** For the room's own items. */
  put(item: T): void {
    this.#items.push(item)
    this.#options.onQueued(this.depth)
    if (!this.#isRunning) void this.#drain()
  }

  async #drain(): Promise<void> {
    this.#isRunning = true
    for (let item = this.#take(); item !== undefined; item = this.#take()) await this.#options.handle(item)
    this.#isRunning = false
  }

  #take(): T | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#head += 1
    if (this.#head === this.#items.length) {
      this.#items = []
      this.#head = 0
    }
    return item
  }
}
