// The configuration as the lobby and its rooms read it.
import type { Config } from '../config/schema.ts'
import type { RoomSettings } from '../room/room-deps.ts'
import type { Timing } from '../table/timing.ts'
import type { LobbySettings } from './lobby.ts'

const SECOND_MS = 1000
const HOUR_MS = 3_600_000

export const timingOf = (table: Config['table']): Timing => ({
  turnMs: table.turnSeconds * SECOND_MS,
  claimMs: table.claimSeconds * SECOND_MS,
  swapMs: table.swapSeconds * SECOND_MS,
  voidMs: table.dingqueSeconds * SECOND_MS,
  sortMs: table.sortSeconds * SECOND_MS,
  readyMs: table.readySeconds * SECOND_MS,
  offlineGraceMs: table.offlineGraceSeconds * SECOND_MS,
  dissolveMs: table.dissolveSeconds * SECOND_MS,
  dissolveConsentMs: table.dissolveConsentSeconds * SECOND_MS,
  autoWin: table.autoHu,
})

export const lobbySettings = ({ table, limits }: Config): LobbySettings => ({
  timing: timingOf(table),
  maxTables: limits.maxTables,
  botFillMs: table.botFillSeconds * SECOND_MS,
  idleMs: table.idleHours * HOUR_MS,
})

export const roomSettings = ({ table, limits }: Config): RoomSettings => ({
  mailboxLimit: limits.mailbox,
  botThinkMs: [table.botThinkMinMs, table.botThinkMaxMs],
})
