// The exposition for everybody who scrapes, at a bounded cost: however many ask however often, the event loop
// gives it one part in twenty. Nobody gets figures from before his request.
import type { ExpositionFormat, Metrics } from './metrics.ts'

/** Rest after each exposition, in lengths of it. */
const REST = 19

export class ScrapeGate {
  readonly #metrics: Pick<Metrics, 'exposition'>
  /** Those that have not begun, for everybody who asks until they do. */
  readonly #next = new Map<ExpositionFormat, Promise<Buffer>>()
  #freeAtMs = 0

  constructor(metrics: Pick<Metrics, 'exposition'>) {
    this.#metrics = metrics
  }

  /** The bytes are shared among all who asked: none may change them. */
  async take(format: ExpositionFormat): Promise<Buffer> {
    const waiting = this.#next.get(format)
    if (waiting) return await waiting
    const scrape = this.#scrape(format)
    this.#next.set(format, scrape)
    return await scrape
  }

  async #scrape(format: ExpositionFormat): Promise<Buffer> {
    let restMs = this.#freeAtMs - performance.now()
    while (restMs > 0) {
      await pause(restMs)
      restMs = this.#freeAtMs - performance.now()
    }
    // At least to the end of this turn, so that `take` has put the promise in its place.
    await Promise.resolve()
    this.#next.delete(format)
    const beganMs = performance.now()
    const text = await this.#metrics.exposition(format)
    const endedMs = performance.now()
    this.#freeAtMs = endedMs + (endedMs - beganMs) * REST
    return Buffer.from(text)
  }
}

const pause = async (ms: number): Promise<void> =>
  await new Promise((resolve) => {
    setTimeout(resolve, Math.ceil(ms))
  })
