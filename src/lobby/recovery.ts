// After a restart: every table that was not finished comes back from its journal.
import type { TableJournal, UnfinishedTable } from '../room/journal-port.ts'
import type { TableEvent } from '../table/event.ts'
import { replay } from '../table/replay.ts'
import type { TableState } from '../table/state.ts'
import type { Lobby } from './lobby.ts'

export type Recovery = {
  readonly tables: number
  /** Over already; only their last writes to the store were missing. */
  readonly finished: number
  /** Tables that cannot go on, with why; their journals stay for diagnosis. */
  readonly lost: readonly { readonly tableId: string; readonly reason: string }[]
}

export type RecoveryDeps = {
  readonly journal: Pick<TableJournal<TableEvent>, 'unfinished'>
  readonly lobby: Lobby
  /** Tells a table's story to the store again (see MatchRecords). */
  readonly retell: (state: TableState, events: readonly TableEvent[]) => void
  /** Gives back what a lost table cost; `events` are what is left of it, `atMs` is when it was last alive. */
  readonly abandon?: (tableId: string, events: readonly TableEvent[], atMs: number) => void
}

/** Each table's return is a record; those of so many tables share their waits for the disk. */
const AT_ONCE = 64

type Fate = 'live' | 'finished' | { readonly lostTo: string }

/** Brings the tables back; run before any client is let in. One that cannot be read keeps no other from its return. */
export async function recoverTables(deps: RecoveryDeps): Promise<Recovery> {
  let tables = 0
  let finished = 0
  const lost: { tableId: string; reason: string }[] = []
  // To bring many tables back takes time, in which nobody can come.
  deps.lobby.shutDoors()
  const coming = new Set<Promise<void>>()
  const bringBack = async (table: UnfinishedTable<TableEvent>): Promise<void> => {
    const fate = await recoverTable(deps, table)
    if (fate === 'live') tables += 1
    else if (fate === 'finished') finished += 1
    else lost.push({ tableId: table.tableId, reason: fate.lostTo })
  }
  try {
    for await (const table of deps.journal.unfinished()) {
      const one = bringBack(table).finally(() => coming.delete(one))
      coming.add(one)
      if (coming.size >= AT_ONCE) await Promise.race(coming)
    }
  } finally {
    // A start that is given up closes what they use.
    await Promise.all(coming)
  }
  deps.lobby.openDoors()
  return { tables, finished, lost }
}

async function recoverTable(deps: RecoveryDeps, table: UnfinishedTable<TableEvent>): Promise<Fate> {
  try {
    return await reopen(deps, table)
  } catch (error) {
    return { lostTo: `UNREADABLE: ${error instanceof Error ? error.message : String(error)}` }
  }
}

async function reopen(
  { lobby, retell, abandon }: RecoveryDeps,
  table: UnfinishedTable<TableEvent>,
): Promise<Fate> {
  const { records } = table
  const told = records.flatMap((record) => record.events)
  if (table.kind === 'quarantined') {
    abandon?.(table.tableId, told, records.at(-1)?.atMs ?? 0)
    return { lostTo: table.reason }
  }
  // Before the room adds events of its own.
  retell(replay(told), told)
  const recovered = await lobby.recover(records)
  if (!recovered.ok) return { lostTo: recovered.error.reason }
  return recovered.value.isOver ? 'finished' : 'live'
}
