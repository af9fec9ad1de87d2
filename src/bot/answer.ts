// What a bot says to a prompt, and every answer that a prompt allows.
import { assertNever } from '../lib/assert.ts'
import type { Suit, TileId } from '../rules/tiles.ts'
import { kindOf } from '../rules/tiles.ts'
import type { Action, ClaimPrompt, DiscardPrompt, RobPrompt, SelfPrompt } from '../table/prompt.ts'

export type BotAnswer =
  | { readonly type: 'act'; readonly action: Action }
  | { readonly type: 'swap'; readonly tiles: readonly TileId[] }
  | { readonly type: 'chooseVoid'; readonly suit: Suit }

/** The prompts that an action answers. */
export type PlayPrompt = SelfPrompt | DiscardPrompt | ClaimPrompt | RobPrompt

export const act = (action: Action): BotAnswer => ({ type: 'act', action })
export const PASS: BotAnswer = act({ type: 'pass' })
export const WIN: BotAnswer = act({ type: 'win' })

/** Every action that a prompt offers, in a fixed order. */
export function offeredActions(prompt: PlayPrompt): Action[] {
  switch (prompt.kind) {
    case 'self':
      return [
        ...(prompt.win ? [{ type: 'win' } as const] : []),
        ...prompt.kongs.map((kind) => ({ type: 'kong', kind }) as const),
        { type: 'pass' },
      ]
    case 'discard':
      return prompt.discards.map((tile) => ({ type: 'discard', tile }))
    case 'claim':
      return [
        ...(prompt.win ? [{ type: 'win' } as const] : []),
        ...(prompt.kong ? [{ type: 'kong', kind: kindOf(prompt.tile) } as const] : []),
        ...(prompt.pong ? [{ type: 'pong' } as const] : []),
        { type: 'pass' },
      ]
    case 'rob':
      return [{ type: 'win' }, { type: 'pass' }]
    default:
      return assertNever(prompt)
  }
}
