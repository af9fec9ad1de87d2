// Coming, going, being ready, being there, and 托管.
import type { Seat } from '../../rules/tiles.ts'
import type { Join, Presence, Ready, Trust } from '../command.ts'
import type { Draft } from '../draft.ts'
import type { RejectionCode } from '../rejection.ts'
import { seatOfUid, seatsOf } from '../seating.ts'
import type { TableState } from '../state.ts'

/** A player's share in the wall's randomness: 16 to 32 bytes in hexadecimal (rules: fair walls). */
const SEED_PATTERN = /^(?:[0-9a-f]{2}){16,32}$/i

export const hasBegun = (state: TableState): boolean => state.roundNo > 0

/** Played by the server: a bot, or a player in 托管. */
export const isServed = (state: TableState, seat: Seat): boolean => {
  const taken = state.seats[seat]
  return taken != null && (taken.trust || taken.player.bot !== null)
}

export function joinTable(draft: Draft, { player, seat }: Join): RejectionCode | null {
  const { state } = draft
  if (hasBegun(state)) return 'GAME_STARTED'
  if (seatOfUid(state, player.uid) !== null) return 'ALREADY_AT_DESK'
  const free = seatsOf(state).filter((place) => state.seats[place] === null)
  if (free.length === 0) return 'DESK_FULL'
  const place = seat === undefined ? free[0] : free.find((open) => open === seat)
  if (place === undefined) return 'SEAT_TAKEN'
  draft.emit({ type: 'joined', seat: place, player })
  if (player.bot !== null) draft.emit({ type: 'readied', seat: place, seed: null })
  return null
}

/** A private table goes with its creator, a public one with its last player. */
export function leaveTable(draft: Draft, seat: Seat): RejectionCode | null {
  const { state } = draft
  if (hasBegun(state)) return 'GAME_STARTED'
  const { uid } = draft.seat(seat).player
  const isCreator = uid === state.creator
  draft.emit({ type: 'left', seat, uid })
  const isEmpty = state.seats.every((taken) => taken === null || taken.player.bot !== null)
  if (isEmpty || (isCreator && !state.isPublic)) {
    draft.emit({ type: 'matchEnded', reason: 'destroyed', atMs: draft.nowMs })
  }
  return null
}

export function markReady(draft: Draft, { seat, seed: given }: Ready): RejectionCode | null {
  if (draft.state.phase.kind !== 'waiting') return 'WRONG_PHASE'
  if (given !== null && !SEED_PATTERN.test(given)) return 'BAD_SEED'
  // The wall's proof is over lower-case text.
  const seed = given?.toLowerCase() ?? null
  const taken = draft.seat(seat)
  if (taken.ready) return seed === null || seed === taken.seed ? null : 'ALREADY_ANSWERED'
  endTrust(draft, seat)
  draft.emit({ type: 'readied', seat, seed })
  return null
}

export function changePresence(draft: Draft, { seat, online }: Presence): RejectionCode | null {
  if (draft.seat(seat).online !== online) draft.emit({ type: 'presence', seat, online, atMs: draft.nowMs })
  return null
}

export function changeTrust(draft: Draft, { seat, on }: Trust): RejectionCode | null {
  if (!hasBegun(draft.state)) return 'WRONG_PHASE'
  if (draft.seat(seat).trust !== on) draft.emit({ type: 'trust', seat, on, cause: 'player' })
  return null
}

/** A player who acts plays for himself again. */
export function endTrust(draft: Draft, seat: Seat): void {
  if (draft.seat(seat).trust) draft.emit({ type: 'trust', seat, on: false, cause: 'player' })
}
