// Pauses of the garbage collector, from all entries of each batch that the runtime hands out.
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'

/** What the type of an entry leaves out. */
type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } }

/** NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP, which the type of the constants leaves out. */
const MINOR_MARK_SWEEP = 2

const KINDS: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [MINOR_MARK_SWEEP, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

export class GcPauses {
  readonly #observer: PerformanceObserver

  /** `onPause` hears of each pause, in milliseconds; the kind is one of those above or `other`. */
  constructor(onPause: (kind: string, ms: number) => void) {
    this.#observer = new PerformanceObserver((list) => {
      for (const { detail, duration } of list.getEntries() as GcEntry[]) {
        onPause(KINDS.get(detail?.kind ?? 0) ?? 'other', duration)
      }
    })
  }

  start(): void {
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  stop(): void {
    this.#observer.disconnect()
  }
}
