// What every client of a chaos run sent and was told, connection by connection, with its times. Held against the
// journal afterwards it shows whether a move that somebody had seen was lost, changed or doubled.
import type { Answer, Json } from '../support/player-client.ts'

export type SentRequest = {
  readonly route: string
  readonly payload: Json
  readonly sentAtMs: number
  /** null: the connection ended first, the outcome was not known. */
  answer: Answer | null
  answeredAtMs: number
}

export type SeenPush = { readonly route: string; readonly payload: unknown }

/** One connection, from the login to its end. */
export class ConnectionLog {
  readonly uid: number
  /** Of the table that it was shown; null until then. */
  tableId: string | null = null
  /** The number of the desk at which he sat; null until he knew. */
  deskId: string | null = null
  readonly requests: SentRequest[] = []
  readonly pushes: SeenPush[] = []

  constructor(uid: number) {
    this.uid = uid
  }

  saw(route: string, payload: unknown): void {
    this.pushes.push({ route, payload })
    if (route !== 'onFairness') return
    const { roundId } = payload as { readonly roundId?: string }
    this.tableId ??= roundId?.split('.')[0] ?? null
  }

  hasSeen(route: string): boolean {
    return this.pushes.some((push) => push.route === route)
  }
}

/** One player at one table, over as many connections as it took. */
export class Visit {
  readonly uid: number
  readonly connections: ConnectionLog[] = []

  constructor(uid: number) {
    this.uid = uid
  }

  connect(): ConnectionLog {
    const log = new ConnectionLog(this.uid)
    this.connections.push(log)
    return log
  }

  /** A connection that ended before it was shown its table is known by the number of the desk. */
  connectionsAt(tableId: string): ConnectionLog[] {
    const desk = this.connections.find((log) => log.tableId === tableId)?.deskId ?? null
    return this.connections.filter(
      (log) =>
        log.tableId === tableId || (log.tableId === null && log.deskId !== null && log.deskId === desk),
    )
  }
}

export class Chronicle {
  readonly visits: Visit[] = []

  visit(uid: number): Visit {
    const visit = new Visit(uid)
    this.visits.push(visit)
    return visit
  }

  get connections(): ConnectionLog[] {
    return this.visits.flatMap(({ connections }) => connections)
  }

  get pushCount(): number {
    return this.connections.reduce((sum, { pushes }) => sum + pushes.length, 0)
  }

  tableIds(): ReadonlySet<string> {
    return new Set(this.connections.flatMap(({ tableId }) => (tableId === null ? [] : [tableId])))
  }

  /** How often a request was refused for this reason. */
  refusals(reason: string): number {
    const requests = this.connections.flatMap((log) => log.requests)
    return requests.filter(({ answer }) => answer?.reason === reason).length
  }
}
