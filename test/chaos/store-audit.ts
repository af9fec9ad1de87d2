// The database after a chaos run: every dealt match once, every finished round once, its points, and its price once.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TableEvent } from '../../src/table/event.ts'
import type { TableState } from '../../src/table/state.ts'
import type { TableTrace } from './table-trace.ts'

const SEATS = [0, 1, 2, 3] as const
export type Prices = {
  /** Cards that every match of the run costs, however long. */
  readonly perMatch: number
}

type Row = { readonly [column: string]: number | string }
type Cost = { readonly uid: number; readonly cards: number }

export type StoreTally = { matches: number; rounds: number; charges: number }

export class StoreAudit {
  readonly #database: DatabaseSync
  readonly #perMatch: number
  readonly #costs: Cost[] = []
  readonly tally: StoreTally = { matches: 0, rounds: 0, charges: 0 }

  constructor(dataDir: string, { perMatch }: Prices) {
    this.#database = new DatabaseSync(join(dataDir, 'xuezhan.db'), { readOnly: true })
    this.#perMatch = perMatch
  }

  close(): void {
    this.#database.close()
  }

  /** Tables that were dealt, by their id. */
  tableIds(): string[] {
    return this.#rows('SELECT table_id FROM desk').map((row) => String(row['table_id']))
  }

  /** Every fault of one finished table in a sentence. */
  audit(trace: TableTrace): string[] {
    const { tableId, final } = trace
    const desks = this.#rows('SELECT * FROM desk WHERE table_id = ?', tableId)
    const wasDealt = trace.eventsOf('dealt').length > 0
    if (!wasDealt) return desks.length === 0 ? [] : [`table ${tableId} was never dealt and has a desk`]
    if (desks.length !== 1) return [`table ${tableId} has ${desks.length} desks`]
    this.tally.matches += 1
    const [desk] = desks as [Row]
    const faults = [
      ...this.#auditDesk(desk, final),
      ...this.#auditRounds(desk, trace),
      ...this.#auditPrice(desk, final),
    ]
    return faults.map((fault) => `table ${tableId}: ${fault}`)
  }

  /** Balances against what the matches cost; `start` is what each account had. */
  auditBalances(start: ReadonlyMap<number, number>): string[] {
    const faults: string[] = []
    for (const [uid, cards] of start) {
      const paid = this.#costs.reduce((sum, cost) => sum + (cost.uid === uid ? cost.cards : 0), 0)
      const [user] = this.#rows('SELECT coin FROM user WHERE id = ?', uid)
      if (user?.['coin'] !== cards - paid)
        faults.push(`account ${uid} had ${cards} cards, paid ${paid} and has ${user?.['coin']}`)
    }
    return faults
  }

  #auditDesk(desk: Row, final: TableState): string[] {
    const points = SEATS.map((seat) => final.seats[seat]!.score - final.rules.startScore)
    const stored = SEATS.map((seat) => desk[`score_change${seat}`])
    const faults =
      String(stored) === String(points)
        ? []
        : [`the desk has ${stored.join(' ')}, the journal ${points.join(' ')}`]
    if (Number(desk['dismiss_at']) === 0) faults.push('the desk is still open')
    if (desk['round'] !== final.finishedRounds)
      faults.push(`${desk['round']} rounds, the journal has ${final.finishedRounds}`)
    return faults
  }

  #auditRounds(desk: Row, trace: TableTrace): string[] {
    const rows = this.#rows('SELECT * FROM history WHERE desk_id = ? ORDER BY round', Number(desk['id']))
    const played = roundPoints(trace)
    const faults: string[] = []
    if (rows.length !== played.length)
      faults.push(`${rows.length} rounds in the history, ${played.length} in the journal`)
    for (const [index, points] of played.entries()) {
      const row = rows[index]
      this.tally.rounds += 1
      const stored = SEATS.map((seat) => row?.[`score_change${seat}`])
      if (row?.['round'] !== index + 1 || String(stored) !== String(points))
        faults.push(
          `round ${index + 1} is stored as ${row?.['round']} with ${stored.join(' ')}, the journal has ${points.join(' ')}`,
        )
    }
    return faults
  }

  #auditPrice(desk: Row, { tableId, creator, isPublic }: TableState): string[] {
    const rows = this.#rows(
      `SELECT user_id, delta FROM card_ledger WHERE reference IN ('desk:' || ?, 'refund:desk:' || ?)`,
      tableId,
      tableId,
    )
    const consumed = this.#rows('SELECT * FROM card_consume WHERE desk_id = ?', Number(desk['id']))
    const times = isPublic ? 0 : 1
    if (rows.length !== times || consumed.length !== times)
      return [`charged ${rows.length} times and noted ${consumed.length} times, not ${times}`]
    const [row] = rows
    if (!row) return []
    this.tally.charges += 1
    this.#costs.push({ uid: creator, cards: this.#perMatch })
    const isRight = row['user_id'] === creator && row['delta'] === -this.#perMatch
    return isRight ? [] : [`${row['user_id']} was charged ${row['delta']}`]
  }

  #rows(sql: string, ...values: (string | number)[]): Row[] {
    return this.#database.prepare(sql).all(...values) as Row[]
  }
}

/** Points of every round that was played to its end, by seat, from the events' own money. */
function roundPoints(trace: TableTrace): number[][] {
  const rounds: number[][] = []
  let points = [0, 0, 0, 0]
  for (const event of trace.records.flatMap(({ events }) => events)) {
    if (event.type === 'dealt') points = [0, 0, 0, 0]
    for (const { from, to, points: paid } of rowsOf(event)) {
      if (from !== 'pot') points[from]! -= paid
      if (to !== 'pot') points[to]! += paid
    }
    if (event.type === 'roundEnded') rounds.push(points)
  }
  return rounds
}

function rowsOf(event: TableEvent) {
  switch (event.type) {
    case 'konged':
    case 'won':
    case 'kongsTransferred':
    case 'roundEnded':
      return event.rows
    default:
      return []
  }
}
