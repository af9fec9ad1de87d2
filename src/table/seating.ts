// The order of play around the table.
import type { Seat } from '../rules/tiles.ts'
import type { Round } from './round.ts'
import type { TableState } from './state.ts'

export const seatsOf = (state: TableState): Seat[] => state.seats.map((_, seat) => seat as Seat)

/** The other seats in order of play, beginning after `from`. */
function othersAfter(from: Seat, players: number): Seat[] {
  const order: Seat[] = []
  for (let step = 1; step < players; step += 1) order.push(((from + step) % players) as Seat)
  return order
}

/** Seats that have not won yet, in order of play after `from`, without `from`. */
export const liveAfter = (round: Round, from: Seat): Seat[] =>
  othersAfter(from, round.hands.length).filter((seat) => !round.hands[seat]!.won)

export const liveCount = (round: Round): number => round.hands.reduce((n, hand) => n + (hand.won ? 0 : 1), 0)

export const seatOfUid = (state: TableState, uid: number): Seat | null => {
  const seat = state.seats.findIndex((taken) => taken?.player.uid === uid)
  return seat < 0 ? null : (seat as Seat)
}
