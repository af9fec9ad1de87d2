// A whole chaos run, held against the journal and the database that it left behind.
import { join } from 'node:path'
import type { FileJournal } from '../../src/journal/file-journal.ts'
import { openFileJournal } from '../../src/journal/file-journal.ts'
import type { JournalRecord } from '../../src/room/journal-port.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { auditAnswers, newTally } from './answer-audit.ts'
import type { AnswerTally } from './answer-audit.ts'
import type { Chronicle, Visit } from './chronicle.ts'
import { auditPushes, syncNumbers } from './push-audit.ts'
import type { PushTally } from './push-audit.ts'
import { auditSeats } from './seat-audit.ts'
import { StoreAudit } from './store-audit.ts'
import type { Prices, StoreTally } from './store-audit.ts'
import { TableTrace } from './table-trace.ts'

/** Of a fault that concerns every table the first few say enough. */
const MAX_FAULTS = 20

export type RunAudit = {
  readonly tables: number
  readonly records: number
  readonly answers: AnswerTally
  readonly pushes: PushTally
  readonly store: StoreTally
  /** Players who lost their seat while they were there. */
  readonly evicted: number
  /** Sentences; empty when everything is as it has to be. */
  readonly faults: readonly string[]
}

export type RunAuditOptions = {
  readonly dataDir: string
  readonly chronicle: Chronicle
  readonly prices: Prices
  /** Cards that each account had at the beginning. */
  readonly start: ReadonlyMap<number, number>
}

/** Opens the journal of a server that has stopped. */
export async function openStoppedJournal(dataDir: string): Promise<FileJournal<TableEvent>> {
  return await openFileJournal<TableEvent>({ folder: join(dataDir, 'journal') })
}

/** Every table must be over, and released by its last write to the database. The server must have stopped. */
export async function auditRun({ dataDir, chronicle, prices, start }: RunAuditOptions): Promise<RunAudit> {
  const store = new StoreAudit(dataDir, prices)
  const journal = await openStoppedJournal(dataDir)
  const audit = new Audit(chronicle, store)
  try {
    for await (const { tableId, kind } of journal.unfinished())
      audit.faults.push(`table ${tableId} was not finished (${kind})`)
    for (const tableId of new Set([...chronicle.tableIds(), ...store.tableIds()]))
      audit.table(tableId, await journal.read(tableId))
    audit.faults.push(...store.auditBalances(start))
  } finally {
    await journal.close()
    store.close()
  }
  return audit.result()
}

class Audit {
  readonly faults: string[] = []
  readonly #chronicle: Chronicle
  readonly #store: StoreAudit
  readonly #answers = newTally()
  readonly #pushes: PushTally = { events: 0, syncs: 0 }
  #tables = 0
  #records = 0
  #evicted = 0

  constructor(chronicle: Chronicle, store: StoreAudit) {
    this.#chronicle = chronicle
    this.#store = store
  }

  table(tableId: string, records: readonly JournalRecord<TableEvent>[]): void {
    this.#tables += 1
    this.#records += records.length
    if (records.length === 0) {
      this.faults.push(`table ${tableId} was shown and is not in the journal`)
      return
    }
    try {
      this.#trace(tableId, records)
    } catch (error) {
      this.faults.push(error instanceof Error ? error.message : String(error))
    }
  }

  result(): RunAudit {
    return {
      tables: this.#tables,
      records: this.#records,
      answers: this.#answers,
      pushes: this.#pushes,
      store: this.#store.tally,
      evicted: this.#evicted,
      faults: this.faults.slice(0, MAX_FAULTS),
    }
  }

  #trace(tableId: string, records: readonly JournalRecord<TableEvent>[]): void {
    const visits = this.#chronicle.visits.filter((visit) => visit.connectionsAt(tableId).length > 0)
    const trace = new TableTrace(records, syncNumbers(tableId, visits))
    this.#evicted += trace.evicted
    this.faults.push(...auditSeats(records))
    this.faults.push(...auditEnd(trace, visits))
    this.faults.push(...auditAnswers(trace, visits, this.#answers))
    this.faults.push(...auditPushes(trace, visits, this.#pushes))
    this.faults.push(...this.#store.audit(trace))
  }
}

/** The match was played to its end, its points add up to nothing, and whoever sat there had come once. */
function auditEnd(trace: TableTrace, visits: readonly Visit[]): string[] {
  const { final, tableId } = trace
  const faults: string[] = []
  const { phase, rules } = final
  const reason = phase.kind === 'ended' ? phase.reason : phase.kind
  const isEmpty = reason === 'destroyed' && trace.eventsOf('dealt').length === 0
  if (reason !== 'finished' && !isEmpty) faults.push(`ended as ${reason}`)
  const points = final.seats.map((seat) => (seat ? seat.score - rules.startScore : 0))
  if (points.reduce((sum, score) => sum + score, 0) !== 0)
    faults.push(`points ${points.join(' ')} are not nothing`)
  const left = trace.eventsOf('left').map(({ uid }) => uid)
  for (const { uid } of visits) {
    const came = trace.eventsOf('joined').filter(({ player }) => player.uid === uid).length
    const went = left.filter((gone) => gone === uid).length
    if (came - went !== 1 && !(came === went && came > 0))
      faults.push(`${uid} came ${came} times and went ${went}`)
  }
  return faults.map((fault) => `table ${tableId}: ${fault}`)
}

/** One line for people. */
export function verdictOf({ tables, records, answers, pushes, store, evicted, faults }: RunAudit): string {
  const { acknowledged, lost, doubled, settledAlike, repeated, unheard } = answers
  return [
    `${tables} tables, ${records} records`,
    `moves acknowledged ${acknowledged}, lost ${lost}, doubled ${doubled}`,
    `repeated after a break ${repeated}, taken unheard ${unheard}, settled alike by the clock ${settledAlike}`,
    `pushes ${pushes.events}, tables shown whole ${pushes.syncs}`,
    `matches ${store.matches}, rounds ${store.rounds}, charges ${store.charges}`,
    `sent away while there ${evicted}`,
    faults.length === 0 ? 'no fault' : `FAULTS ${faults.length}`,
  ].join('; ')
}
