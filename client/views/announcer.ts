// Says in words what happens at the table, for players who do not see it: a log that screen readers follow.
import { el } from '../dom.ts'
import { t } from '../language.ts'
import { seatOf } from '../table-state.ts'
import type { Flash, Table } from '../table-state.ts'
import { tileName } from '../tiles.ts'
import { playerName } from './player-name.ts'
import { signed } from './points.ts'
import { FLASH_TEXTS } from './flashes.ts'

/** More would only be read late. */
const MAX_LINES = 8

export class Announcer {
  readonly element = el('div', { class: 'for-readers', attrs: { role: 'log', 'aria-live': 'polite' } })
  #lastFlash: number
  #discard: Table['lastDiscard']

  /** What lies on the table when the page opens is not told. */
  constructor(table: Table) {
    this.#lastFlash = table.flashes.at(-1)?.id ?? 0
    this.#discard = table.lastDiscard
  }

  show(table: Table): void {
    const { lastDiscard, flashes } = table
    const isNew = lastDiscard?.tile !== this.#discard?.tile || lastDiscard?.uid !== this.#discard?.uid
    this.#discard = lastDiscard
    if (lastDiscard && isNew && lastDiscard.uid !== table.me) {
      this.#say(t('saidDiscard', { name: nameOf(table, lastDiscard.uid), tile: tileName(lastDiscard.tile) }))
    }
    const newest = flashes.at(-1)?.id ?? 0
    for (const flash of flashes) if (flash.id > this.#lastFlash) this.#say(wordsOf(table, flash))
    this.#lastFlash = newest
  }

  #say(text: string): void {
    this.element.append(el('p', {}, text))
    while (this.element.childElementCount > MAX_LINES) this.element.firstElementChild?.remove()
  }
}

function nameOf(table: Table, uid: number): string {
  if (uid === table.me) return t('you')
  return playerName(uid, seatOf(table, uid)?.name ?? '')
}

function wordsOf(table: Table, { uid, kind, points }: Flash): string {
  const deed = kind === 'points' ? t('saidPoints', { points: signed(points) }) : t(FLASH_TEXTS[kind])
  return t('said', { name: nameOf(table, uid), deed })
}
