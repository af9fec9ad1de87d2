// Players for random play that do not depend on the bots: one says anything legal, one plays towards a win.
import { must } from '../../src/lib/assert.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { addKind, removeKind } from '../../src/rules/hand/counts.ts'
import { shanten } from '../../src/rules/hand/shanten.ts'
import type { TileId } from '../../src/rules/tiles.ts'
import { kindOf, suitOfTile } from '../../src/rules/tiles.ts'
import { swapCount } from '../../src/table/suggest.ts'
import type { Command } from '../../src/table/command.ts'
import type { Action, DiscardPrompt, Prompt } from '../../src/table/prompt.ts'
import type { TableState } from '../../src/table/state.ts'

/** Every action that a prompt offers, written out from the prompt alone. */
export function actionsOf(prompt: Prompt): Action[] {
  const actions: Action[] = []
  if ('win' in prompt && prompt.win) actions.push({ type: 'win' })
  if (prompt.kind === 'rob') actions.push({ type: 'win' })
  if (prompt.kind === 'self') for (const kind of prompt.kongs) actions.push({ type: 'kong', kind })
  if (prompt.kind === 'claim' && prompt.kong) actions.push({ type: 'kong', kind: kindOf(prompt.tile) })
  if (prompt.kind === 'claim' && prompt.pong) actions.push({ type: 'pong' })
  if (prompt.kind === 'discard') for (const tile of prompt.discards) actions.push({ type: 'discard', tile })
  if (['self', 'claim', 'rob'].includes(prompt.kind)) actions.push({ type: 'pass' })
  return actions
}

/** One of a list that is not empty. */
export const pick = <T>(choices: readonly T[], rng: Rng): T => choices[rng.below(choices.length)]!

/** How a player picks one of the offered actions. */
export type Chooser = (state: TableState, prompt: Prompt, rng: Rng) => Action

export const anything: Chooser = (_state, prompt, rng) => pick(actionsOf(prompt), rng)

/** Takes most wins and kongs and some pongs, and discards towards a ready hand. */
export const towardsWin: Chooser = (state, prompt, rng) => {
  const actions = actionsOf(prompt)
  if (prompt.kind === 'discard') return { type: 'discard', tile: nearest(state, prompt, rng) }
  if (rng.below(10) < 9) return must(actions[0], 'an action')
  return pick(actions, rng)
}

function nearest(state: TableState, { seat, discards }: DiscardPrompt, rng: Rng): TileId {
  const { counts, voidSuit } = must(state.round?.hands[seat], 'a hand')
  let least = Infinity
  let best: TileId[] = []
  for (const tile of discards) {
    removeKind(counts, kindOf(tile))
    const left = shanten(counts, voidSuit)
    addKind(counts, kindOf(tile))
    if (left < least) best = []
    if (left <= least) best.push(tile)
    least = Math.min(least, left)
  }
  return pick(best, rng)
}

/** One seat's answer to its prompt, as a command. */
function answerOf(
  state: TableState,
  prompt: Prompt,
  { choose, rng }: { choose: Chooser; rng: Rng },
): Command {
  const { seat, id: promptId } = prompt
  if (prompt.kind === 'swap') return { type: 'swap', seat, tiles: randomSwap(state, seat, rng), promptId }
  if (prompt.kind === 'void')
    return { type: 'chooseVoid', seat, suit: pick([0, 1, 2] as const, rng), promptId }
  return { type: 'act', seat, action: choose(state, prompt, rng), promptId }
}

function randomSwap(state: TableState, seat: number, rng: Rng): TileId[] {
  const { tiles } = must(state.round?.hands[seat], 'a hand')
  const { swap } = state.rules
  const count = swapCount(swap)
  const pools = [0, 1, 2].map((suit) => tiles.filter((tile) => suitOfTile(tile) === suit))
  const pool =
    swap === 'three-same-suit'
      ? pick(
          pools.filter(({ length }) => length >= count),
          rng,
        )
      : tiles
  const left = [...pool]
  return Array.from({ length: count }, () => must(left.splice(rng.below(left.length), 1)[0], 'a tile'))
}

/** The answer to one of the open prompts, or null when there is none. */
export function nextAnswer(state: TableState, choose: Chooser, rng: Rng): Command | null {
  const open = state.prompts.filter((prompt) => prompt !== null)
  return open.length === 0 ? null : answerOf(state, pick(open, rng), { choose, rng })
}
