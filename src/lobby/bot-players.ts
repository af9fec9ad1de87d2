// Bots as players: their names, and account numbers that are free at their table.
import type { Taken } from '../room/room-item.ts'
import type { Room } from '../room/room.ts'
import type { Seat } from '../rules/tiles.ts'
import type { BotLevel, Player } from '../table/player.ts'
import type { TableState } from '../table/state.ts'

const BOT_NAMES: Readonly<Record<BotLevel, string>> = { easy: '小新', normal: '老张', strong: '雀圣' }

export const botPlayer = (uid: number, level: BotLevel): Player => ({
  uid,
  name: `${BOT_NAMES[level]}${-uid}`,
  headUrl: '',
  sex: 0,
  ip: '',
  bot: level,
})

/** Seats a bot at the given place, or at the first free one. */
export async function seatBot(room: Room, level: BotLevel, seat?: Seat): Promise<Taken> {
  for (;;) {
    const player = botPlayer(freeBotUid(room.state), level)
    const joined = await room.submit({ type: 'join', player, ...(seat === undefined ? {} : { seat }) })
    // Another bot took the number while this one was on its way; the table knows it by now.
    if (joined.ok || joined.error.reason !== 'ALREADY_AT_DESK') return joined
  }
}

const freeBotUid = ({ seats }: Readonly<TableState>): number =>
  Math.min(0, ...seats.map((taken) => taken?.player.uid ?? 0)) - 1
