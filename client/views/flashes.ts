// What has just happened, shown for a moment beside its seat: claims, wins, and money that changes hands.
import { el } from '../dom.ts'
import { t } from '../language.ts'
import type { Flash, Table } from '../table-state.ts'
import type { TextKey } from '../texts-en.ts'
import { placesOf, seatAt } from './places.ts'
import type { Place } from './places.ts'
import { signed } from './points.ts'

const SHOWN_MS = 1600
/** Later ones of one moment begin later, so that they can be read. */
const STAGGER_MS = 180

export const FLASH_TEXTS: Readonly<Record<Exclude<Flash['kind'], 'points'>, TextKey>> = {
  peng: 'flashPeng',
  gang: 'flashGang',
  hu: 'flashHu',
  zimo: 'flashZimo',
  xiayu: 'flashXiayu',
  guafeng: 'flashGuafeng',
}

export class FlashLayer {
  readonly #boxOf: (place: Place) => HTMLElement
  /** null: nothing was shown yet, and what is old when the page opens is not shown at all. */
  #lastId: number | null = null

  constructor(boxOf: (place: Place) => HTMLElement) {
    this.#boxOf = boxOf
  }

  show(table: Table): void {
    const newest = table.flashes.at(-1)?.id ?? 0
    const shownUpTo = this.#lastId
    this.#lastId = newest
    // A table that was told anew counts from the beginning.
    if (shownUpTo === null || newest < shownUpTo) return
    const fresh = table.flashes.filter(({ id }) => id > shownUpTo)
    for (const [at, flash] of fresh.entries()) this.#add(table, flash, at * STAGGER_MS)
  }

  /** One below the other, so that several of one moment can be read. */
  #layerOf(place: Place): HTMLElement {
    const box = this.#boxOf(place)
    const known = box.querySelector<HTMLElement>(':scope > .flashes')
    if (known) return known
    const layer = el('div', { class: 'flashes' })
    box.append(layer)
    return layer
  }

  #add(table: Table, { uid, kind, points }: Flash, delayMs: number): void {
    const place = placesOf(table).find((candidate) => seatAt(table, candidate)?.uid === uid)
    if (!place) return
    const text = kind === 'points' ? signed(points) : t(FLASH_TEXTS[kind])
    const tone = kind === 'points' ? (points > 0 ? 'gain' : 'loss') : ''
    const shown = el('div', { class: `flash flash-${kind} ${tone}`, attrs: { 'aria-hidden': true } }, text)
    shown.style.animationDelay = `${delayMs}ms`
    this.#layerOf(place).append(shown)
    setTimeout(() => shown.remove(), SHOWN_MS + delayMs)
  }
}
