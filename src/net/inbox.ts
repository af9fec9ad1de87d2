// A session's messages are handled one after another, so that answers keep the order of the questions.

/** Messages that wait while one is handled. The rate limit lets a burst of 40 through at once. */
const CAPACITY = 256
/** From here on the socket is not read any more, ... */
const PAUSE_AT = 64
/** ... until so few are left. */
const RESUME_AT = 16

export type InboxOwner<T> = {
  /** Handles one item; a promise (which must not reject) = the next one waits for it. */
  handle(item: T): Promise<void> | undefined
  /** Stop, or go on, reading: called at each change. */
  setFull(isFull: boolean): void
}

export class Inbox<T> {
  readonly #owner: InboxOwner<T>
  /** Made when first needed: most sessions never wait. */
  #waiting: T[] | null = null
  #isBusy = false
  #isFull = false

  constructor(owner: InboxOwner<T>) {
    this.#owner = owner
  }

  /** False where the peer went on sending far beyond the pause: the item is dropped. */
  put(item: T): boolean {
    if (!this.#isBusy) {
      this.#handle(item)
      return true
    }
    this.#waiting ??= []
    if (this.#waiting.length >= CAPACITY) return false
    if (this.#waiting.push(item) >= PAUSE_AT) this.#setFull(true)
    return true
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = null
    this.#setFull(false)
  }

  #handle(item: T): void {
    const pending = this.#owner.handle(item)
    if (pending === undefined) return
    this.#isBusy = true
    void pending.then(this.#next)
  }

  readonly #next = (): void => {
    this.#isBusy = false
    while (!this.#isBusy) {
      const item = this.#waiting?.shift()
      if (item === undefined) break
      this.#handle(item)
    }
    if ((this.#waiting?.length ?? 0) <= RESUME_AT) this.#setFull(false)
  }

  #setFull(isFull: boolean): void {
    if (this.#isFull === isFull) return
    this.#isFull = isFull
    this.#owner.setFull(isFull)
  }
}
