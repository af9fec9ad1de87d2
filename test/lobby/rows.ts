// What the store holds of a match, and what its payer was told.
import { must } from '../../src/lib/assert.ts'
import type { Room } from '../../src/room/room.ts'
import type { FakeSession } from './fake-sessions.ts'
import type { World } from './world.ts'

/** A guest's welcome cards, and nanoserver's price of a match of one round. */
export const CARDS = 10
export const PRICE = 2

export const deskOf = async (world: World, room: Room) => {
  const row = await world.bed.db
    .selectFrom('desk')
    .select('id')
    .where('tableId', '=', room.tableId)
    .executeTakeFirst()
  return row && must(await world.bed.store.desks.find(row.id), 'the desk')
}

export const ledgerOf = async (world: World, uid: number) =>
  (
    await world.bed.db
      .selectFrom('cardLedger')
      .select(['reason', 'delta'])
      .where('userId', '=', uid)
      .orderBy('id')
      .execute()
  ).map(({ reason, delta }) => `${reason} ${delta}`)

export const coinsTold = (session: FakeSession): number[] =>
  session.pushes.flatMap(({ route, payload }) =>
    route === 'onCoinChange' ? [(payload as { coin: number }).coin] : [],
  )
