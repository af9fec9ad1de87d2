// A prompt as its seat's client sees it: what may be answered, and what each discard would wait for.
import { assertNever } from '../../lib/assert.ts'
import { OP } from '../../protocol/fields.ts'
import type { Hint } from '../../protocol/play-pushes.ts'
import { handOfTiles } from '../../rules/hand/counts.ts'
import { kindsOf, waitsByDiscard } from '../../rules/hand/ting.ts'
import type { RuleSet } from '../../rules/ruleset.ts'
import { ownCopies } from '../../rules/hand/held-hand.ts'
import type { Meld } from '../../rules/meld.ts'
import type { Kind, Suit, TileId } from '../../rules/tiles.ts'
import { COPIES, indexOf, kindOf, suitOf } from '../../rules/tiles.ts'
import type { ClaimPrompt, DiscardPrompt, Prompt, RobPrompt, SelfPrompt } from '../../table/prompt.ts'
import type { Outgoing } from '../connection.ts'
import { outgoing } from '../connection.ts'
import { queOf } from './opening.ts'

/** What the asked seat knows of itself. */
export type Asked = {
  readonly uid: number
  readonly rules: RuleSet
  readonly tiles: readonly TileId[]
  readonly melds: readonly Meld[]
  readonly drawn: TileId | null
  readonly voidSuit: Suit | null
  readonly seq: number
  readonly nowMs: number
}

export function promptPush(prompt: Prompt, asked: Asked): Outgoing {
  const { seq } = asked
  const { id: promptId } = prompt
  const timeoutMs = Math.max(0, prompt.dueAtMs - asked.nowMs)
  switch (prompt.kind) {
    case 'swap': {
      const { suggest } = prompt
      const sameSuit = asked.rules.swap === 'three-same-suit'
      return outgoing('onSwapHint', { count: suggest.length, sameSuit, suggest, promptId, timeoutMs, seq })
    }
    case 'void':
      return outgoing('onDingQueHint', { que: queOf(prompt.suggest), promptId, timeoutMs, seq })
    case 'self':
    case 'discard':
    case 'claim':
    case 'rob':
      return outgoing('onOpTypeHint', playHint(prompt, asked))
    default:
      return assertNever(prompt)
  }
}

type Played = SelfPrompt | DiscardPrompt | ClaimPrompt | RobPrompt
type Ops = Hint['ops']

export const playHint = (prompt: Played, asked: Asked): Hint => ({
  ops: opsOf(prompt, asked),
  tings: prompt.kind === 'discard' ? tingsOf(asked) : [],
  uid: asked.uid,
  promptId: prompt.id,
  timeoutMs: Math.max(0, prompt.dueAtMs - asked.nowMs),
  seq: asked.seq,
})

const PASS = { op: OP.pass, mjidxs: null } as const

/** In nanoserver's order, which its clients show from left to right. */
function opsOf(prompt: Played, asked: Asked): Ops {
  switch (prompt.kind) {
    case 'self':
      return [...ownKongs(prompt, asked), ...(prompt.win ? [winOp(winningTile(asked))] : []), PASS]
    case 'discard': {
      // null: any tile of the hand.
      const isFree = prompt.discards.length === asked.tiles.length
      return [{ op: OP.chu, mjidxs: isFree ? null : prompt.discards }]
    }
    case 'claim': {
      const { tile } = prompt
      const takes = [
        ...(prompt.pong ? [{ op: OP.peng, mjidxs: [tile] }] : []),
        ...(prompt.kong ? [{ op: OP.gang, mjidxs: [tile] }] : []),
      ]
      return prompt.win ? [winOp(tile), PASS, ...takes] : [PASS, ...takes]
    }
    case 'rob':
      return [winOp(prompt.tile), PASS]
    default:
      return assertNever(prompt)
  }
}

const winOp = (tile: TileId): Ops[number] => ({ op: OP.hu, mjidxs: [tile] })

/** The banker's dealt hand has no drawn tile; its last one stands for it, as in nanoserver. */
const winningTile = ({ drawn, tiles }: Asked): TileId => drawn ?? tiles.at(-1)!

const ownKongs = ({ kongs }: SelfPrompt, { tiles }: Asked): Ops =>
  kongs.map((kind) => ({ op: OP.gang, mjidxs: tiles.filter((tile) => kindOf(tile) === kind).slice(0, 1) }))

/** A wait is none where all four copies are in the own hand and melds, nor with a meld of the void suit. */
function tingsOf({ tiles, melds, voidSuit, rules }: Asked): Hint['tings'] {
  if (melds.some(({ kind }) => suitOf(kind) === voidSuit)) return []
  const hand = handOfTiles(tiles)
  const own = (kind: Kind): number => ownCopies({ hand, melds, voidSuit }, kind)
  return waitsByDiscard(hand, voidSuit, rules.fan.qiDui.on)
    .map(({ kind, waits }) => ({
      index: indexOf(kind),
      hu: kindsOf(waits)
        .filter((wait) => own(wait) < COPIES)
        .map(indexOf),
    }))
    .filter(({ hu }) => hu.length > 0)
}
