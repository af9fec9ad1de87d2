// Pushes from the deal to the first turn.
import { must } from '../../lib/assert.ts'
import type { PushOf } from '../../protocol/pushes.ts'
import type { Dealt, Swapped, VoidFixed } from '../../table/event.ts'
import { wallLeft } from '../../table/round.ts'
import { seatsOf } from '../../table/seating.ts'
import type { TableState } from '../../table/state.ts'
import { outgoing } from '../connection.ts'
import type { Addressed, Facts } from './addressed.ts'
import { toAll, toEach, uidOf } from './addressed.ts'
import { commitment } from './fairness.ts'
import { deskBasicInfo } from './seating.ts'

export function dealPushes(event: Dealt, facts: Facts): Addressed[] {
  const { state } = facts
  return [
    ...toAll(outgoing('onDeskBasicInfo', deskBasicInfo(state))),
    ...toEach(event, facts, (seen) => outgoing('onDuanPai', duanPai(seen, state))),
    ...toAll(outgoing('onFairness', commitment(state))),
  ]
}

/** `dealt` decides whose tiles are shown: redacted for a seat, whole for the history. */
export const duanPai = (dealt: Dealt, state: TableState): PushOf<'onDuanPai'> => ({
  markerId: uidOf(state, dealt.banker),
  dice1: dealt.dice[0],
  dice2: dealt.dice[1],
  accountInfo: seatsOf(state).map((seat) => ({ acId: uidOf(state, seat), mjs: dealt.hands[seat]! })),
  restCnt: wallLeft(must(state.round, 'the round that was dealt')),
  seq: state.shown,
})

export const swapPushes = (event: Swapped, facts: Facts): Addressed[] =>
  toEach(event, facts, (seen, seat) => {
    const { direction } = seen
    return outgoing('onSwap', {
      direction,
      out: seen.out[seat]!,
      in: seen.in[seat]!,
      seq: facts.state.shown,
    })
  })

/** nanoserver's number of a suit: 1 条, 2 筒, 3 万. */
export const queOf = (suit: number): number => suit + 1

export const voidPushes = ({ suits }: VoidFixed, { state }: Facts): Addressed[] =>
  toAll(
    outgoing(
      'onDingQue',
      suits.map((suit, seat) => ({ uid: state.seats[seat]!.player.uid, que: queOf(suit) })),
    ),
  )
