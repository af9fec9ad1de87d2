// What happens next, as a value. Each rule of play does its part and names the next step; play.ts
// follows the steps until the table has to wait for an answer.
import type { MeldType } from '../../rules/meld.ts'
import type { Kind, Seat, TileId } from '../../rules/tiles.ts'
import type { RoundEnded } from '../event.ts'

/** A tile that lies open for others, and who gave it. */
export type Offer = { readonly tile: TileId; readonly from: Seat }

export type KongToMake = {
  readonly seat: Seat
  readonly meld: Exclude<MeldType, 'pong'>
  readonly kind: Kind
  readonly tiles: readonly TileId[]
  readonly from: Seat
  readonly delayed: boolean
}

export type Step =
  /** A seat's turn begins with a draw, or a kong's replacement is drawn. */
  | { readonly kind: 'draw'; readonly seat: Seat; readonly replacement: boolean }
  /** A seat looks at its full hand. */
  | { readonly kind: 'own'; readonly seat: Seat }
  | { readonly kind: 'afterPong'; readonly seat: Seat }
  | { readonly kind: 'discard'; readonly seat: Seat; readonly tile: TileId }
  | { readonly kind: 'claims'; readonly offer: Offer }
  /** Claims on a tile were asked for; the last tiles of the wall are won without asking. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'ownKong'; readonly seat: Seat; readonly kongKind: Kind }
  | { readonly kind: 'kong'; readonly kong: KongToMake }
  | { readonly kind: 'selfWin'; readonly seat: Seat }
  | { readonly kind: 'endRound'; readonly reason: RoundEnded['reason'] }

/** null: a prompt is open, or the round is over. */
export type Next = Step | null
