// What game masters do to this process's sessions and tables: the web's port over lobby and net.

import type { CardPrice } from '../config/sections/core.ts'
import { broadcast } from '../lobby/broadcast.ts'
import type { Lobby } from '../lobby/lobby.ts'
import type { SessionDirectory } from '../lobby/session.ts'
import { outgoing } from '../room/connection.ts'
import type { Room } from '../room/room.ts'
import type { Ending, GmPort } from '../web/gm-port.ts'

/** Told to a player whose game master gave no reason. */
const NO_REASON = '您已被管理员请出'

export type LiveParts = {
  readonly registry: Pick<Lobby['registry'], 'placeOf' | 'ofNo'>
  readonly directory: Pick<SessionDirectory, 'ofUid' | 'broadcast'>
  readonly prices: { set(prices: readonly CardPrice[]): void }
}

export function liveOffice({ registry, directory, prices }: LiveParts): GmPort {
  return {
    broadcast: (message) => broadcast(directory, message),
    kick(uid, reason) {
      const session = directory.ofUid(uid)
      session?.kick(reason || NO_REASON)
      return session !== undefined
    },
    leaveTable: (uid) => end(registry.placeOf(uid)?.room),
    dissolveTable: (deskNo) => end(registry.ofNo(deskNo)),
    coinsChanged: (uid, coin) => directory.ofUid(uid)?.send(outgoing('onCoinChange', { coin })),
    setPrices: (list) => prices.set(list),
  }
}

async function end(room: Room | undefined): Promise<Ending> {
  if (room === undefined || room.isOver) return 'none'
  const ended = await room.submit({ type: 'end', reason: 'destroyed' })
  if (ended.ok) return 'ended'
  // Somebody else may have ended it before our turn came.
  return room.isOver ? 'none' : 'busy'
}
