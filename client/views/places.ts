// Where each seat is drawn: the own one below, the next to play on its right.
import type { SeatInfo, Table } from '../table-state.ts'

export const PLACES = ['own', 'right', 'top', 'left'] as const
export type Place = (typeof PLACES)[number]

const PLACES_BY_PLAYERS: Readonly<Record<number, readonly Place[]>> = {
  2: ['own', 'top'],
  3: ['own', 'right', 'left'],
  4: PLACES,
}

/** The places that this table uses, from the own one in order of play. */
export const placesOf = ({ players }: Table): readonly Place[] => PLACES_BY_PLAYERS[players] ?? PLACES

/** Who sits at a place; undefined for an empty seat, and for a place that this table does not use. */
export function seatAt(table: Table, place: Place): SeatInfo | undefined {
  const own = table.seats.find(({ uid }) => uid === table.me)?.place ?? 0
  const step = placesOf(table).indexOf(place)
  if (step < 0) return undefined
  return table.seats.find((seat) => seat.place === (own + step) % table.players)
}
