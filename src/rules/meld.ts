// Exposed sets, and the concealed kong, which is shown too (its payment is public).
import type { Kind, Seat, TileId } from './tiles.ts'

export const MELD_TYPES = ['pong', 'concealed-kong', 'exposed-kong', 'added-kong'] as const
export type MeldType = (typeof MELD_TYPES)[number]

export type Meld = {
  readonly type: MeldType
  readonly kind: Kind
  /** The physical tiles: three of a pong, four of a kong. */
  readonly tiles: readonly TileId[]
  /** Who discarded the claimed tile; the owner's own seat for a concealed kong. */
  readonly from: Seat
}

export const isKong = (meld: Meld): boolean => meld.type !== 'pong'
export const isExposed = (meld: Meld): boolean => meld.type !== 'concealed-kong'
