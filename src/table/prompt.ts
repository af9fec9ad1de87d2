// A prompt is a question to one seat together with every answer that is legal; an answer counts only if
// it is one of them. Legality is worked out once, when the question is asked.
import type { Kind, Seat, Suit, TileId } from '../rules/tiles.ts'

type PromptBase = {
  /** Counts this seat's questions from 1; an answer may name it. */
  readonly id: number
  readonly seat: Seat
  readonly dueAtMs: number
}

/** 换三张: which tiles to give away. */
export type SwapPrompt = PromptBase & { readonly kind: 'swap'; readonly suggest: readonly TileId[] }
/** 定缺: which suit to give up. */
export type VoidPrompt = PromptBase & { readonly kind: 'void'; readonly suggest: Suit }
/** After a draw: win, declare a kong, or pass on to the discard. */
export type SelfPrompt = PromptBase & {
  readonly kind: 'self'
  readonly win: boolean
  readonly kongs: readonly Kind[]
}
export type DiscardPrompt = PromptBase & { readonly kind: 'discard'; readonly discards: readonly TileId[] }
/** On another seat's discard. */
export type ClaimPrompt = PromptBase & {
  readonly kind: 'claim'
  readonly tile: TileId
  readonly from: Seat
  readonly win: boolean
  /** What the win would pay, in points; 0 without one. Decides 过手胡. */
  readonly winPoints: number
  readonly pong: boolean
  readonly kong: boolean
}
/** 抢杠: on a tile that another seat adds to its pong. */
export type RobPrompt = PromptBase & { readonly kind: 'rob'; readonly tile: TileId; readonly from: Seat }

export type Prompt = SwapPrompt | VoidPrompt | SelfPrompt | DiscardPrompt | ClaimPrompt | RobPrompt
export type PromptKind = Prompt['kind']

export type Action =
  | { readonly type: 'discard'; readonly tile: TileId }
  | { readonly type: 'pong' }
  | { readonly type: 'kong'; readonly kind: Kind }
  | { readonly type: 'win' }
  | { readonly type: 'pass' }

/** What a seat has said to a prompt of any kind. */
export type Reply =
  | Action
  | { readonly type: 'swap'; readonly tiles: readonly TileId[] }
  | { readonly type: 'void'; readonly suit: Suit }

export function sameReply(a: Reply, b: Reply): boolean {
  switch (a.type) {
    case 'discard':
      return b.type === 'discard' && a.tile === b.tile
    case 'kong':
      return b.type === 'kong' && a.kind === b.kind
    case 'swap':
      return (
        b.type === 'swap' &&
        a.tiles.length === b.tiles.length &&
        a.tiles.every((tile) => b.tiles.includes(tile))
      )
    case 'void':
      return b.type === 'void' && a.suit === b.suit
    case 'pong':
    case 'win':
    case 'pass':
      return a.type === b.type
  }
}
