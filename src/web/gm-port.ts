// What game masters do to live sessions and tables; the composition root implements it over lobby and net.

import type { CardPrice } from '../config/sections/core.ts'

/** `none`: there is no such table. `busy`: it cannot be ended now; later it may. */
export type Ending = 'ended' | 'none' | 'busy'

export interface GmPort {
  /** To everybody who is logged in. */
  broadcast(message: string): void
  /** Closes the player's session with this reason. False: nobody was there. */
  kick(uid: number, reason: string): boolean
  /** Ends the unfinished table at which the player sits. */
  leaveTable(uid: number): Promise<Ending>
  /** Ends the match of this room number. */
  dissolveTable(deskNo: string): Promise<Ending>
  /** The player's balance has changed: pushed to the session, if there is one. */
  coinsChanged(uid: number, coin: number): void
  /** What matches cost from now on. */
  setPrices(prices: readonly CardPrice[]): void
}
