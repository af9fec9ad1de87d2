// The points of the last ten minutes as columns, the way plots take them. Outlives the server: what it told
// before it stopped stays, and a restart is a gap.
import type { LiveFeed, LivePoint } from '../live-shape.ts'

export type PointKey = Exclude<keyof LivePoint, 'atMs'>
/** null breaks a line; undefined is a moment without a measurement, which does not. */
export type Column = (number | null | undefined)[]

const KEPT_MS = 600_000
/** More steps than one may be lost on the way without meaning anything. */
const GAP_STEPS = 3

type Row = { readonly atMs: number; readonly point: LivePoint | null }

export class History {
  #rows: Row[] = []
  #process = ''

  /** What to ask the server for next. */
  get sinceMs(): number {
    return this.#rows.findLast(({ point }) => point !== null)?.atMs ?? 0
  }

  /** A new process begins with its own points, after a gap; those that are known already are left out. */
  add({ process, points, stepMs }: Pick<LiveFeed, 'process' | 'points' | 'stepMs'>): void {
    const isOther = this.#process !== '' && this.#process !== process
    this.#process = process
    for (const point of points) {
      const last = this.#rows.at(-1)
      if (last && point.atMs <= last.atMs) continue
      const isGap =
        last?.point != null && (isOther ? point === points[0] : point.atMs - last.atMs > GAP_STEPS * stepMs)
      if (isGap) this.#rows.push({ atMs: last.atMs + 1, point: null })
      this.#rows.push({ atMs: point.atMs, point })
    }
    const oldestMs = (this.#rows.at(-1)?.atMs ?? 0) - KEPT_MS
    this.#rows = this.#rows.filter(({ atMs }) => atMs >= oldestMs)
  }

  /** Unix seconds. */
  times(): number[] {
    return this.#rows.map(({ atMs }) => atMs / 1000)
  }

  column(key: PointKey): Column {
    return this.#rows.map(({ point }) => (point === null ? null : (point[key] ?? undefined)))
  }

  /** Unix seconds of the oldest point; undefined before the first. */
  get beganSeconds(): number | undefined {
    const first = this.#rows[0]
    return first && first.atMs / 1000
  }
}
