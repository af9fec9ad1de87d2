// The own tiles: sorted, the void suit last, the drawn one apart; chosen for a swap or a discard.
import { OP } from '../../src/protocol/fields.ts'
import { indexOf, kindOf, suitOfTile } from '../../src/rules/tiles.ts'
import { el } from '../dom.ts'
import { t } from '../language.ts'
import { handOf } from '../table-state.ts'
import type { Hand, PlayPrompt, Table } from '../table-state.ts'
import { tileName, tilePicture } from '../tiles.ts'

export type Choice = {
  /** The tile that a second click discards. */
  readonly selected: number | null
  /** The tiles chosen for 换三张. */
  readonly picked: readonly number[]
  readonly isAnswering: boolean
  readonly onTile: (tile: number) => void
}

const isVoid = (tile: number, que: number): boolean => que > 0 && suitOfTile(tile) === que - 1

/** In the order in which they are shown. */
export function sortedHand({ tiles, que, drawn }: Hand): number[] {
  const rest = tiles.filter((tile) => tile !== drawn)
  const order = (tile: number): number => (isVoid(tile, que) ? 1000 : 0) + tile
  const sorted = rest.sort((a, b) => order(a) - order(b))
  return drawn !== null && tiles.includes(drawn) ? [...sorted, drawn] : sorted
}

export const discardOp = (prompt: Table['prompt']): PlayPrompt['ops'][number] | undefined =>
  prompt?.kind === 'play' ? prompt.ops.find(({ op }) => op === OP.chu) : undefined

export function mayDiscard(prompt: Table['prompt'], tile: number): boolean {
  const op = discardOp(prompt)
  return op !== undefined && (op.mjidxs === null || op.mjidxs.includes(tile))
}

/** What the hand waits for after a discard; empty when it is not ready then. */
export function waitsAfter(prompt: Table['prompt'], tile: number): readonly number[] {
  if (prompt?.kind !== 'play') return []
  return prompt.tings.find(({ index }) => index === indexOf(kindOf(tile)))?.hu ?? []
}

export function handView(table: Table, choice: Choice): HTMLElement[] {
  const hand = handOf(table, table.me)
  return sortedHand(hand).map((tile) => tileButton(table, hand, { ...choice, tile }))
}

function tileButton(table: Table, hand: Hand, choice: Choice & { tile: number }): HTMLElement {
  const { tile, selected, picked, isAnswering, onTile } = choice
  const { prompt } = table
  const isSwap = prompt?.kind === 'swap'
  const isOpen = !isAnswering && (isSwap || mayDiscard(prompt, tile))
  const isChosen = tile === selected || picked.includes(tile)
  const isReadyAfter = waitsAfter(prompt, tile).length > 0
  const isDrawn = tile === hand.drawn && hand.tiles.length % 3 === 2
  const classes = [
    'own-tile',
    isChosen && 'chosen',
    isDrawn && 'drawn',
    isReadyAfter && 'gives-ready',
    isVoid(tile, hand.que) && 'void-tile',
    discardOp(prompt) && !isOpen && !isAnswering && 'forbidden',
    table.swapped?.in.includes(tile) && 'fresh',
  ].filter((name) => typeof name === 'string')
  const label = [tileName(tile), isDrawn && t('drawnTile'), isReadyAfter && t('waitsMark')].filter(Boolean)
  return el(
    'button',
    {
      class: classes.join(' '),
      focusKey: `tile-${tile}`,
      onClick: () => onTile(tile),
      attrs: {
        type: 'button',
        disabled: !isOpen,
        'aria-label': label.join(', '),
        'aria-pressed': String(isChosen),
        'data-tile': tile,
      },
    },
    tilePicture(tile, '', false),
  )
}
