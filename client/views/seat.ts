// One player at the table: name, score, marks, the tiles that are hidden, and the sets that lie open.
import { kindOf } from '../../src/rules/tiles.ts'
import { el } from '../dom.ts'
import type { Child } from '../dom.ts'
import { t } from '../language.ts'
import { handOf, isInRound } from '../table-state.ts'
import type { MeldInfo, SeatInfo, Table } from '../table-state.ts'
import { playerName } from './player-name.ts'
import { SUIT_KEYS, tilePicture } from '../tiles.ts'

const HIDDEN = -1

/** A concealed kong lies with two backs up, as on a real table. */
const meldTiles = ({ type, tiles }: MeldInfo): readonly number[] =>
  type === 'concealed-kong' ? [HIDDEN, tiles[0]!, tiles[1]!, HIDDEN] : [...tiles].sort((a, b) => a - b)

export const meldsView = (melds: readonly MeldInfo[], name: string): HTMLElement | null =>
  melds.length === 0
    ? null
    : el(
        'div',
        { class: 'melds', attrs: { role: 'group', 'aria-label': t('meldsOf', { name }) } },
        ...melds.map((meld) =>
          el('span', { class: 'meld' }, ...meldTiles(meld).map((tile) => tilePicture(tile))),
        ),
      )

const mark = (kind: string, text: string): HTMLElement => el('span', { class: `mark ${kind}` }, text)

export function marksOf(table: Table, seat: SeatInfo): Child[] {
  const { que } = handOf(table, seat.uid)
  const isRound = isInRound(table)
  return [
    isRound && table.banker === seat.uid && mark('dealer', t('dealer')),
    isRound && que > 0 && mark(`void void-${que}`, t('voidSuit', { suit: t(SUIT_KEYS[que - 1]!) })),
    seat.bot && mark('bot', t('bot')),
    seat.isOffline && mark('offline', t('offline')),
    seat.isTrusted && seat.bot === null && mark('trusted', t('trusted')),
    !isRound && table.phase !== 'matchOver' && seat.isReady && mark('ready', `✓ ${t('isReady')}`),
  ]
}

export function wonBadge(table: Table, uid: number): HTMLElement | null {
  const { won } = handOf(table, uid)
  if (!won) return null
  const text = t(won.isSelfDrawn ? 'badgeZimo' : 'badgeHu')
  return el('div', { class: 'won' }, el('b', {}, text), tilePicture(won.tile))
}

const isMyTurn = (table: Table, uid: number): boolean => table.phase === 'playing' && table.turn === uid

export const plate = (table: Table, seat: SeatInfo): HTMLElement =>
  el(
    'div',
    { class: `plate${isMyTurn(table, seat.uid) ? ' on-turn' : ''}` },
    el(
      'span',
      { class: 'name', attrs: { title: playerName(seat.uid, seat.name) } },
      playerName(seat.uid, seat.name),
    ),
    el('b', { class: 'score' }, seat.score),
    el('span', { class: 'marks' }, ...marksOf(table, seat)),
  )

/** An opponent; `undefined` is a seat that waits for somebody. */
export function opponentView(table: Table, seat: SeatInfo | undefined): Child[] {
  if (!seat) return [el('div', { class: 'plate empty' }, t('emptySeat'))]
  const { tiles, melds } = handOf(table, seat.uid)
  const count = t('tilesInHand', { count: tiles.length })
  const backs = isInRound(table) && tiles.length > 0
  return [
    plate(table, seat),
    backs &&
      el(
        'div',
        { class: 'backs', attrs: { role: 'img', 'aria-label': count } },
        ...tiles.map(() => tilePicture(HIDDEN, '', false)),
        el('span', { class: 'count', attrs: { 'aria-hidden': true } }, `×${tiles.length}`),
      ),
    meldsView(melds, playerName(seat.uid, seat.name)),
    wonBadge(table, seat.uid),
  ]
}

/** The discards in the order they fell, the last one of the table marked. */
export function discardsView(table: Table, seat: SeatInfo): Child[] {
  const { discards } = handOf(table, seat.uid)
  const { lastDiscard } = table
  return discards.map((tile, at) => {
    const isLast = lastDiscard?.uid === seat.uid && at === discards.length - 1
    const picture = tilePicture(tile, isLast ? 'last' : '')
    picture.dataset['kind'] = String(kindOf(tile))
    return picture
  })
}
