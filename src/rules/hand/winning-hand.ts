// A complete hand and how its last tile came: what scoring is asked about.
import type { Kind } from '../tiles.ts'
import type { HeldHand } from './held-hand.ts'

/** `hand` includes the winning tile. */
export type WinningHand = HeldHand & { readonly winningKind: Kind }

export type WinContext = {
  /** The win is paid as a self-draw (a claimed kong's replacement may be paid as a discard instead). */
  readonly selfDraw: boolean
  readonly kong: 'none' | 'gangShangHua' | 'gangShangPao' | 'qiangGang'
  /** The last tile of the wall, drawn or discarded. */
  readonly lastTile: boolean
  readonly firstDraw: 'none' | 'tianHu' | 'diHu'
  /** Copies of each kind in sight of all before the winning tile: discards and every meld. */
  readonly visible: readonly number[]
}
