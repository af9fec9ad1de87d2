// Four people at a table of a whole lobby, as far into a round as a test needs.
import type { Room } from '../../src/room/room.ts'
import type { Prompt } from '../../src/table/prompt.ts'
import type { FakeSession } from './fake-sessions.ts'
import type { WorldOptions } from './world.ts'
import { World } from './world.ts'

export type Table = { readonly world: World; readonly room: Room; readonly sessions: readonly FakeSession[] }

/** Four people with seats in the order of `sessions`. */
export async function seated(options = {}, given: WorldOptions = {}): Promise<Table> {
  const world = await World.open(given)
  const sessions = await world.newcomers(4)
  const preset = { preset: 'xuezhan', round: 1, ...options }
  await world.ask(sessions[0]!, 'DeskManager.CreateDesk', { options: preset })
  const room = world.roomOf(sessions[0]!)
  for (const guest of sessions.slice(1)) await world.ask(guest, 'DeskManager.Join', { deskId: room.no })
  return { world, room, sessions }
}

export async function dealt(options = {}, given: WorldOptions = {}): Promise<Table> {
  const table = await seated(options, given)
  for (const session of table.sessions) await table.world.ask(session, 'DeskManager.Ready', {})
  for (const session of table.sessions) await table.world.ask(session, 'DeskManager.QiPaiFinished', {})
  return table
}

export const NO_SWAP = { rules: { swap: 'none' } }

export async function playing(given: WorldOptions = {}): Promise<Table> {
  const table = await dealt(NO_SWAP, given)
  for (const [seat, session] of table.sessions.entries()) {
    const { suggest } = table.room.state.prompts[seat] as Extract<Prompt, { kind: 'void' }>
    await table.world.ask(session, 'DeskManager.DingQue', { que: suggest + 1 })
  }
  return table
}
