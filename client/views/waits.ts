// What a hand waits for, and how many of these tiles are not in sight yet.
import { COPIES, indexOf, kindOf, kindOfIndex } from '../../src/rules/tiles.ts'
import type { Kind, Suit } from '../../src/rules/tiles.ts'
import { handOfTiles } from '../../src/rules/hand/counts.ts'
import { kindsOf, waits } from '../../src/rules/hand/ting.ts'
import { el } from '../dom.ts'
import { t } from '../language.ts'
import { handOf } from '../table-state.ts'
import type { Table } from '../table-state.ts'
import { tilePicture } from '../tiles.ts'

/** Copies of a kind that this player does not see anywhere. */
export function unseen(table: Table, kind: Kind): number {
  let seen = 0
  for (const { tiles, melds, discards, won } of Object.values(table.hands)) {
    const open = [...tiles, ...melds.flatMap((meld) => meld.tiles), ...discards]
    seen += open.filter((tile) => tile >= 0 && kindOf(tile) === kind).length
    if (won && won.tile >= 0 && kindOf(won.tile) === kind) seen += 1
  }
  return Math.max(0, COPIES - seen)
}

/** The waits of the own hand between two turns, as indices of kinds; empty when it is not ready. */
export function currentWaits(table: Table): number[] {
  const { tiles, que } = handOf(table, table.me)
  if (tiles.length % 3 !== 1) return []
  return kindsOf(waits(handOfTiles(tiles), que === 0 ? null : ((que - 1) as Suit))).map(indexOf)
}

export function waitsView(
  table: Table,
  indices: readonly number[],
  title: 'waitsTitle' | 'waitsNow',
): HTMLElement | null {
  const kinds = indices.map(kindOfIndex).filter((kind) => kind !== undefined)
  if (kinds.length === 0) return null
  return el(
    'div',
    { class: 'waits' },
    el('span', {}, t(title)),
    ...kinds.map((kind) =>
      el(
        'span',
        { class: 'wait' },
        tilePicture(kind * COPIES),
        el('small', {}, t('waitsCount', { count: unseen(table, kind) })),
      ),
    ),
  )
}
