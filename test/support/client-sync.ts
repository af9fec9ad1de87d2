// onSyncDesk against what a client knows: a seat taken from it, a seat told as it would be, and both compared.
import type { PushOf } from '../../src/protocol/pushes.ts'
import type { Meld, Seat } from './client-seat.ts'

export type Sync = PushOf<'onSyncDesk'>
export type Hint = PushOf<'onOpTypeHint'>
type ToldSeat = Sync['players'][number]

/** The seat is as the server says; `total` is its score with this round's points. */
export function takeSeat(seat: Seat, told: ToldSeat, total: number): void {
  const { shouPaiIds, lastTile, chuPaiIds, que, huPai, huType, isHu, score, trust = false } = told
  Object.assign(seat, {
    hand: [...shouPaiIds],
    drawn: lastTile,
    discards: [...chuPaiIds],
    melds: (told.melds ?? []).map((meld) => ({ ...meld, tiles: [...meld.tiles] })),
    que,
    huPai,
    huType,
    hasWon: isHu,
    score,
    trust,
    points: total - score,
  })
}

/** What onSyncDesk has to say of the seat. */
export const tellSeat = (seat: Seat): ToldSeat => ({
  acId: seat.uid,
  shouPaiIds: seat.hand,
  chuPaiIds: seat.discards,
  gangInfos: seat.melds.flatMap(({ tiles }) => tiles),
  lastTile: seat.drawn,
  isHu: seat.hasWon,
  huPai: seat.huPai,
  huType: seat.huType,
  que: seat.que,
  score: seat.score,
  melds: seat.melds as ToldSeat['melds'] & Meld[],
  trust: seat.trust,
})

const sorted = (tiles: readonly number[]): number[] => [...tiles].sort((a, b) => a - b)

/** Without numbers that go with time, and with sets of tiles in one order. */
export function comparable(sync: Sync): Sync {
  const { seq: _, hint, ...rest } = sync
  const { seq: _seq, timeoutMs: _timeout, ...asked } = hint ?? { seq: 0, timeoutMs: 0 }
  return {
    ...rest,
    hint: hint === null ? null : (asked as Hint),
    players: rest.players.map((player) => ({
      ...player,
      shouPaiIds: sorted(player.shouPaiIds),
      gangInfos: sorted(player.gangInfos),
      melds: (player.melds ?? []).map((meld) => ({ ...meld, tiles: sorted(meld.tiles) })),
    })),
  }
}
