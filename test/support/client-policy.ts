// How a client of the tests answers: legal, quick, and good enough that rounds end in wins. It sees what a client sees.
import type { Rng } from '../../src/lib/rng.ts'
import type { Hint } from './client-sync.ts'
import type { ClientView, Question } from './client-view.ts'
import type { Json } from './player-client.ts'

export type Reply = { readonly route: string; readonly payload: Json }

const OP = { chu: 1, peng: 2, gang: 3, hu: 4, pass: 5 } as const
const PONG_ONE_IN = 2

/** The answer to the view's open question; with `promptId` only where the client knows of such. */
export function replyTo(question: Question, view: ClientView, rng: Rng): Reply {
  const { promptId } = question
  switch (question.kind) {
    case 'swap':
      return { route: 'DeskManager.SwapTiles', payload: { tiles: question.suggest, promptId } }
    case 'void':
      return { route: 'DeskManager.DingQue', payload: { que: question.que, promptId } }
    case 'play':
      return { route: 'DeskManager.OpChoose', payload: { ...choose(question.hint, view, rng), promptId } }
  }
}

function choose({ ops, tings }: Hint, view: ClientView, rng: Rng): Json {
  const offered = (op: number) => ops.find((entry) => entry.op === op)
  const hu = offered(OP.hu)
  if (hu) return { optype: OP.hu, idx: hu.mjidxs?.[0] ?? -1 }
  const gang = offered(OP.gang)
  if (gang) return { optype: OP.gang, idx: gang.mjidxs?.[0] ?? -1 }
  const peng = offered(OP.peng)
  if (peng && rng.below(PONG_ONE_IN) === 0) return { optype: OP.peng, idx: peng.mjidxs?.[0] ?? -1 }
  const chu = offered(OP.chu)
  if (!chu) return { optype: OP.pass, idx: -1 }
  const open = chu.mjidxs ?? view.own.hand
  const ready = tings.find(({ index }) => open.some((tile) => indexOf(tile) === index))
  if (ready) return { optype: OP.chu, idx: open.find((tile) => indexOf(tile) === ready.index)! }
  return { optype: OP.chu, idx: loosest(open, view.own.hand) }
}

/** nanoserver's index of a tile's kind: 1-9 条, 11-19 筒, 21-29 万. */
const indexOf = (tile: number): number => Math.floor(tile / 36) * 10 + (Math.floor(tile / 4) % 9) + 1

/** The tile with the fewest neighbours in the hand. */
function loosest(open: readonly number[], hand: readonly number[]): number {
  const ties = (tile: number): number =>
    hand.reduce((sum, other) => {
      const distance = Math.abs(indexOf(other) - indexOf(tile))
      return sum + (distance === 0 ? 3 : distance === 1 ? 2 : distance === 2 ? 1 : 0)
    }, 0)
  return open.reduce((best, tile) => (ties(tile) < ties(best) ? tile : best), open[0]!)
}
