// Where log lines go: a queue with a bound before an output that may block. The event loop never waits for
// whoever reads the log; lines that find no room are dropped and counted.

/** Hands bytes to the output; calls back once, when it has taken them or cannot. */
export type Put = (chunk: string, done: (error: Error | null | undefined) => void) => void

export type LogOutput = {
  readonly put: Put
  /** Last words of a process that ends: without waiting, as much as the output takes. */
  readonly putNow: (rest: string) => void
}

export type LogSinkOptions = {
  readonly output: LogOutput
  /** Characters that may wait. */
  readonly limitChars?: number
  readonly onDropped?: (lines: number) => void
  /** The output takes lines again after `lines` were dropped. */
  readonly onResumed?: (lines: number) => void
}

/** Some thousand lines. */
const LIMIT_CHARS = 1 << 20
const CHUNK_CHARS = 1 << 16

export class LogSink {
  readonly #output: LogOutput
  readonly #limitChars: number
  readonly #onDropped: (lines: number) => void
  readonly #onResumed: (lines: number) => void
  #waiting: string[] = []
  #waitingChars = 0
  #isPutting = false
  #droppedInARow = 0
  #idle: (() => void)[] = []

  constructor({ output, limitChars = LIMIT_CHARS, onDropped, onResumed }: LogSinkOptions) {
    this.#output = output
    this.#limitChars = limitChars
    this.#onDropped = onDropped ?? (() => undefined)
    this.#onResumed = onResumed ?? (() => undefined)
  }

  /** One or more whole lines. */
  write(lines: string): void {
    if (this.#waitingChars + lines.length > this.#limitChars) {
      this.#drop(1)
      return
    }
    this.#waiting.push(lines)
    this.#waitingChars += lines.length
    this.#pump()
  }

  /** Resolves to whether everything was taken within `deadlineMs`. */
  async drained(deadlineMs: number): Promise<boolean> {
    if (!this.#isPutting) return true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), deadlineMs)
    })
    const taken = new Promise<boolean>((resolve) => this.#idle.push(() => resolve(true)))
    const isDrained = await Promise.race([taken, late])
    clearTimeout(timer)
    return isDrained
  }

  /** For the process's `exit` event, where nothing can be waited for. */
  flushNow(): void {
    const rest = this.#take(this.#waitingChars)
    if (rest !== '') this.#output.putNow(rest)
  }

  #pump(): void {
    if (this.#isPutting) return
    const before = this.#waiting.length
    const chunk = this.#take(CHUNK_CHARS)
    const lines = before - this.#waiting.length
    if (chunk === '') {
      for (const resolve of this.#idle.splice(0)) resolve()
      return
    }
    this.#isPutting = true
    this.#output.put(chunk, (error) => {
      this.#isPutting = false
      if (error) this.#drop(lines)
      else this.#tellResumed()
      this.#pump()
    })
  }

  #take(chars: number): string {
    let chunk = ''
    let count = 0
    for (const lines of this.#waiting) {
      if (chunk !== '' && chunk.length + lines.length > chars) break
      chunk += lines
      count += 1
    }
    this.#waiting.splice(0, count)
    this.#waitingChars -= chunk.length
    return chunk
  }

  #drop(lines: number): void {
    this.#droppedInARow += lines
    this.#onDropped(lines)
  }

  #tellResumed(): void {
    if (this.#droppedInARow === 0) return
    const lines = this.#droppedInARow
    this.#droppedInARow = 0
    this.#onResumed(lines)
  }
}
