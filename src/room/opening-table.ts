// How a room comes by its table: a new one is journalled first, an old one is replayed.
import { must } from '../lib/assert.ts'
import type { Result } from '../lib/result.ts'
import { err, ok } from '../lib/result.ts'
import type { Refusal } from '../protocol/refusals.ts'
import { refusal } from '../protocol/refusals.ts'
import type { Created, TableEvent } from '../table/event.ts'
import { initialState } from '../table/evolve.ts'
import { replay } from '../table/replay.ts'
import { roundIdOf } from '../table/state.ts'
import type { Violation } from './invariants.ts'
import { violationOf } from './invariants.ts'
import { reasonOf, troubleOf } from './journal-answer.ts'
import type { JournalRecord } from './journal-port.ts'
import type { NewTable, RoomDeps } from './room-deps.ts'
import { RoundLog, roundsOf } from './round-log.ts'
import { RULES_VERSION, TableKeeper } from './table-keeper.ts'

const FIRST_SEQ = 1
const FIRST_EPOCH = 1

type Opened = { readonly keeper: TableKeeper; readonly log: RoundLog; readonly created: Created }

export async function openTable(deps: RoomDeps, table: NewTable): Promise<Result<Opened, Refusal>> {
  const { journal, clock, luck } = deps
  const { tableId } = table
  const atMs = clock.nowMs()
  const sealed = luck.sealedSeed(roundIdOf(tableId, 1))
  const created: Created = { ...table, type: 'created', sealed, atMs }
  const appended = await journal.append({
    tableId,
    seq: FIRST_SEQ,
    epoch: FIRST_EPOCH,
    atMs,
    rulesVersion: RULES_VERSION,
    cause: { kind: 'start' },
    events: [created],
  })
  if (!appended.ok) {
    const trouble = troubleOf(appended.error)
    // Nobody can own a table that is not there yet: its id was used before.
    return err(refusal(trouble === 'lost' ? 'INTERNAL' : reasonOf(trouble)))
  }
  const keeper = new TableKeeper(deps, initialState(created), FIRST_EPOCH)
  return ok({ keeper, log: new RoundLog(), created })
}

type Reopened = {
  readonly keeper: TableKeeper
  readonly log: RoundLog
  /** The last time the table is known to have been alive, Unix ms. */
  readonly downSinceMs: number
  readonly violation: Violation | null
}

/** `records` must be the whole of an intact table. */
export function reopenTable(deps: RoomDeps, records: readonly JournalRecord<TableEvent>[]): Reopened {
  const last = must(records.at(-1), 'the record of a table')
  const events = records.flatMap((record) => record.events)
  const state = replay(events)
  return {
    keeper: new TableKeeper(deps, state, last.epoch + 1),
    log: new RoundLog(roundsOf(events)),
    downSinceMs: last.atMs,
    violation: violationOf(state, null),
  }
}
