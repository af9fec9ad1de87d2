// The promises, each as one large figure over the last five minutes, and whether it is kept.
import type { Rates } from '../live-shape.ts'
import { el, setText } from './dom.ts'
import type { Unit } from './format.ts'
import { formatValue } from './format.ts'

type Promised = {
  readonly key: keyof Rates
  readonly title: string
  readonly unit: Unit
  readonly promise: string
  /** null: nothing to measure, and so nothing broken. */
  readonly isKept: (value: number) => boolean
}

const MOST = 0.999
const MOST_RESUMES = 0.995
const MOST_ROWS = 0.9999

const share = (key: keyof Rates, title: string, least: number): Promised => ({
  key,
  title,
  unit: 'share',
  promise: `at least ${Number((least * 100).toFixed(2))} %`,
  isKept: (value) => value >= least,
})

const PROMISES: readonly Promised[] = [
  share('moveSuccess', 'Move success', MOST),
  {
    key: 'moveP50Ms',
    title: 'Move latency p50',
    unit: 'ms',
    promise: 'at most 2 ms',
    isKept: (ms) => ms <= 2,
  },
  {
    key: 'moveP99Ms',
    title: 'Move latency p99',
    unit: 'ms',
    promise: 'at most 15 ms',
    isKept: (ms) => ms <= 15,
  },
  {
    key: 'loopP99Ms',
    title: 'Loop delay p99',
    unit: 'ms',
    promise: 'at most 20 ms',
    isKept: (ms) => ms <= 20,
  },
  share('connectSuccess', 'Connect success', MOST),
  share('resumeSuccess', 'Comeback success', MOST_RESUMES),
  share('handsCompleted', 'Rounds played out', MOST),
  share('settled', 'Results written', MOST_ROWS),
  share('apiSuccess', 'API success', MOST),
  {
    key: 'apiP99Ms',
    title: 'API latency p99',
    unit: 'ms',
    promise: 'at most 250 ms',
    isKept: (ms) => ms <= 250,
  },
]

type Tile = {
  readonly promised: Promised
  readonly element: HTMLElement
  readonly value: HTMLElement
  readonly verdict: HTMLElement
}

export class Tiles {
  readonly #tiles: readonly Tile[]

  constructor(parent: HTMLElement) {
    this.#tiles = PROMISES.map((promised) => {
      const value = el('b', {}, '–')
      const verdict = el('span', { class: 'verdict' }, 'no data')
      const line = el('p', { class: 'promise' }, verdict, ` ${promised.promise}`)
      return {
        promised,
        value,
        verdict,
        element: el('article', { class: 'tile' }, el('h2', {}, promised.title), value, line),
      }
    })
    parent.append(...this.#tiles.map(({ element }) => element))
  }

  show(rates: Rates | null): void {
    for (const { promised, element, value, verdict } of this.#tiles) {
      const figure = rates?.[promised.key] ?? null
      const state = figure === null ? 'none' : promised.isKept(figure) ? 'kept' : 'broken'
      element.dataset['state'] = state
      setText(value, formatValue(figure, promised.unit))
      setText(verdict, { none: 'no data;', kept: 'kept:', broken: 'BROKEN:' }[state])
    }
  }
}
