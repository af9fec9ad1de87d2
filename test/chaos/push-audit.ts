// Pushes: what a connection was shown is what the journal has, without a hole, nothing twice, in order. A player who
// comes back was shown the table as it was after a journalled record, and every event from there on.
import type { ConnectionLog, SeenPush, Visit } from './chronicle.ts'
import { shownAs } from './table-trace.ts'
import type { Shown, TableTrace } from './table-trace.ts'

export type PushTally = { events: number; syncs: number }

/** Pushes that are about the session or its requests, not about a table's events. */
const NOT_OF_TABLE = new Set(['onCoinChange', 'onBroadcast', 'onError', 'onServerDrain'])
/** What follows the first push of a sync, in this order, as far as it applies. */
const SYNC_ROUTES = ['onPlayerEnter', 'onSyncDesk', 'onSwapHint', 'onDingQueHint', 'onFairness']

type Parsed = {
  /** Pushes of events, in order. */
  readonly events: readonly Shown[]
  /** Each time that the whole table was shown; the last one may be cut off. */
  readonly syncs: readonly (readonly Shown[])[]
}

/** The shown numbers at which somebody was shown the whole table. */
export function syncNumbers(tableId: string, visits: readonly Visit[]): Set<number> {
  const logs = visits.flatMap((visit) => visit.connectionsAt(tableId))
  return new Set(logs.flatMap((log) => parse(log).syncs.map(([first]) => first!.seq!)))
}

/** Adds to the tally and returns every fault in a sentence. */
export function auditPushes(trace: TableTrace, visits: readonly Visit[], tally: PushTally): string[] {
  return visits.flatMap((visit) => {
    const told = trace.toldTo(visit.uid)
    const faults: string[] = []
    let from = 0
    for (const log of visit.connectionsAt(trace.tableId)) {
      const { events, syncs } = parse(log)
      tally.events += events.length
      tally.syncs += syncs.length
      for (const sync of syncs) faults.push(...auditSync(trace, visit.uid, sync))
      const end = endOfRun(told, events, from)
      if (end === null) faults.push(explain(told, events, from))
      from = end ?? from
    }
    return faults.map((fault) => `table ${trace.tableId}, player ${visit.uid}: ${fault}`)
  })
}

function parse({ pushes }: ConnectionLog): Parsed {
  const relevant = pushes.filter(({ route }) => !NOT_OF_TABLE.has(route))
  const events: Shown[] = []
  const syncs: Shown[][] = []
  for (let at = 0; at < relevant.length; at++) {
    if (!beginsSync(relevant, at)) {
      events.push(shownOf(relevant[at]!))
      continue
    }
    const sync = [shownOf(relevant[at]!)]
    for (const route of SYNC_ROUTES)
      if (relevant[at + 1]?.route === route) sync.push(shownOf(relevant[++at]!))
    syncs.push(sync)
  }
  return { events, syncs }
}

const shownOf = ({ route, payload }: SeenPush): Shown => shownAs(route, payload)

/** A deal begins with the same push, but goes on with the tiles. */
const beginsSync = (pushes: readonly SeenPush[], at: number): boolean =>
  pushes[at]!.route === 'onDeskBasicInfo' && pushes[at + 1]?.route !== 'onDuanPai'

function auditSync(trace: TableTrace, uid: number, sync: readonly Shown[]): string[] {
  const seq = sync[0]!.seq!
  const expected = trace.syncsAt(seq, uid)
  // The first push of a deal, cut off behind it.
  if (sync.length === 1) return []
  if (expected.length === 0) return [`was shown the table at ${seq}, which no record of his table ended at`]
  const isOne = expected.some((one) => sync.every(({ text }, index) => text === one[index]?.text))
  return isOne
    ? []
    : [`was shown at ${seq} ${textsOf(sync)}, and none of ${expected.map(textsOf).join(' or ')}`]
}

const textsOf = (shown: readonly Shown[]): string => shown.map(({ text }) => text).join(' ')

/** Where `events` ends as one unbroken run of `told`, at or behind `from`; null where it is none. */
function endOfRun(told: readonly Shown[], events: readonly Shown[], from: number): number | null {
  if (events.length === 0) return from
  for (let start = from; start + events.length <= told.length; start++)
    if (events.every((event, index) => isSame(event, told[start + index]!))) return start + events.length
  return null
}

const isSame = (a: Shown, b: Shown): boolean => a.route === b.route && a.text === b.text

/** The place up to which the longest run held. */
function explain(told: readonly Shown[], events: readonly Shown[], from: number): string {
  let best = { length: 0, start: from }
  for (let start = from; start < told.length; start++) {
    const differs = events.findIndex((event, index) => !isSame(event, told[start + index] ?? event))
    if (differs > best.length) best = { length: differs, start }
  }
  const seen = events[best.length]
  const expected = told[best.start + best.length]
  return `after ${best.length} pushes saw ${seen?.route} ${seen?.text}, the journal has ${expected?.route} ${expected?.text}`
}
