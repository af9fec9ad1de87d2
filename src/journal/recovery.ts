// From the files of a folder to the tables that are live. Reads the checkpoint and the segments behind it; what
// it cannot read it reports, and a table that may have lost a record there is quarantined.

import type { QuarantineReason } from '../room/journal-port.ts'
import { readCheckpoint, restoreCheckpoint } from './checkpoint.ts'
import { type Frame, FrameKind, scanFrames, tornFrom, type Unreadable } from './frame.ts'
import type { JournalFiles } from './journal-files.ts'
import type { JournalDamage, JournalObserver } from './journal-observer.ts'
import { makeSegmentName, parseSegmentName, readLink, type SegmentLink } from './segment.ts'
import { SegmentCatalog, SegmentTables } from './segment-catalog.ts'
import { type LiveTable, type Span, TableLedger } from './table-ledger.ts'

export type Recovered = {
  readonly ledger: TableLedger
  readonly catalog: SegmentCatalog
  /** The segments that had to be read: the checkpoint does not contain them yet. */
  readonly tail: readonly SegmentTables[]
  readonly bytesRead: number
}

export async function recover(
  files: JournalFiles,
  observer: JournalObserver,
  nowMs: number,
): Promise<Recovered> {
  const names = await files.list()
  const present = names
    .map(parseSegmentName)
    .filter((number) => number !== null)
    .sort((a, b) => a - b)
  const replay = new TailReplay(files, observer, nowMs)
  const through = await replay.restore(new Set(present))
  await replay.readTail(present.filter((number) => number > through))
  replay.quarantineIncomplete()
  return replay
}

class TailReplay implements Recovered {
  readonly ledger = new TableLedger()
  readonly catalog = new SegmentCatalog()
  readonly tail: SegmentTables[] = []
  bytesRead = 0
  readonly #files: JournalFiles
  readonly #observer: JournalObserver
  readonly #nowMs: number
  /** Tables whose last records may lie in bytes that nobody can read; a record that follows clears one. */
  readonly #suspects = new Set<string>()

  constructor(files: JournalFiles, observer: JournalObserver, nowMs: number) {
    this.#files = files
    this.#observer = observer
    this.#nowMs = nowMs
  }

  /** Returns the number of the last segment that the checkpoint contains; 0 without one. */
  async restore(present: ReadonlySet<number>): Promise<number> {
    const checkpoint = await readCheckpoint(this.#files)
    if (checkpoint === 'damaged') this.#report('BAD_CHECKPOINT', { segment: null, from: 0, to: 0 })
    if (checkpoint === 'missing' || checkpoint === 'damaged') return 0
    const segments = checkpoint.segments.filter(({ number }) => present.has(number))
    restoreCheckpoint({ ...checkpoint, segments }, this.ledger, this.catalog)
    return checkpoint.last?.number ?? 0
  }

  async readTail(numbers: readonly number[]): Promise<void> {
    const links = await Promise.all(numbers.map((number) => readLink(this.#files, number)))
    // A segment whose header never reached the disk bounds nothing: the write before it may be the torn one.
    const last = links.findLastIndex((link) => link !== 'unreadable')
    for (const [index, number] of numbers.entries()) {
      const link = links[index]
      if (isLink(link)) this.#checkChain(number, link)
      const next = links[index + 1]
      const limit = isLink(next) && next.number === number ? next.bytes : null
      await this.#readSegment(number, { mayBeTorn: index >= last, limit })
    }
  }

  quarantineIncomplete(): void {
    for (const tableId of this.#suspects) this.ledger.quarantine(tableId, 'MAY_BE_INCOMPLETE')
    for (const [tableId, table] of this.ledger.live) {
      if (table.spans.some((span) => !this.catalog.has(span.segment))) this.ledger.quarantine(tableId, 'HOLE')
    }
  }

  #checkChain(number: number, link: SegmentLink): void {
    const isMissing = link.number !== this.catalog.last?.number && this.ledger.live.size > 0
    if (!isMissing) return
    this.#report('MISSING_SEGMENT', { segment: number - 1, from: 0, to: 0 })
    this.#suspectAll()
  }

  async #readSegment(number: number, end: { mayBeTorn: boolean; limit: number | null }): Promise<void> {
    const name = makeSegmentName(number)
    const file = await this.#files.read(name, 0)
    this.bytesRead += file.length
    const bytes = file.subarray(0, end.limit ?? file.length)
    const items = [...scanFrames(bytes)]
    const torn = end.mayBeTorn ? tornFrom(items) : null
    const counted = torn ?? bytes.length
    const tables = new SegmentTables(number)
    for (const item of items) if (item.from < counted) this.#apply(item, bytes, tables)
    if (end.limit !== null && file.length < end.limit) {
      this.#report('SHORT_SEGMENT', { segment: number, from: file.length, to: end.limit })
      this.#damaged(tables)
    }
    if (torn !== null) this.#report('TORN_TAIL', { segment: number, from: torn, to: file.length })
    if (file.length > counted) await this.#cut(name, counted)
    this.catalog.addClosed({ number, bytes: counted, lastFinishMs: tables.lastFinishMs })
    this.tail.push(tables)
  }

  #apply(item: Frame | Unreadable, bytes: Buffer, tables: SegmentTables): void {
    const where = { segment: tables.number, from: item.from, to: item.to }
    if (item.type === 'unreadable') {
      this.#report('UNREADABLE', where)
      this.#damaged(tables)
      return
    }
    if (!item.isBodyIntact) this.#report('BAD_BODY', { ...where, tableId: item.tableId || null })
    if (item.kind === FrameKind.events) this.#applyEvents(item, tables)
    if (item.kind === FrameKind.finish) this.#applyFinish(item, bytes, tables)
  }

  #applyEvents(frame: Frame, tables: SegmentTables): void {
    const { tableId, seq } = frame
    const span = tables.place(tableId, frame)
    const table = this.ledger.live.get(tableId) ?? this.#newTable(tableId)
    if (table.spans.at(-1) !== span) table.spans.push(span)
    const problem = sequenceProblem(table, frame)
    if (problem !== null) this.ledger.quarantine(tableId, problem)
    if (table.quarantine !== null) return
    table.nextSeq = seq + frame.count
    table.epoch = frame.epoch
    this.#suspects.delete(tableId)
  }

  #applyFinish(frame: Frame, bytes: Buffer, tables: SegmentTables): void {
    tables.place(frame.tableId, frame)
    const atMs = frame.isBodyIntact ? finishedAtMs(bytes, frame) : this.#nowMs
    this.catalog.tableFinished(this.ledger.commitFinish(frame.tableId), tables, atMs)
    this.#suspects.delete(frame.tableId)
  }

  #newTable(tableId: string): LiveTable {
    const table: LiveTable = { nextSeq: 1, epoch: 0, quarantine: null, spans: [] as Span[] }
    this.ledger.restore(tableId, table)
    return table
  }

  /** Keeps the segment for the whole retention, as evidence, even if no table of it is known. */
  #damaged(tables: SegmentTables): void {
    tables.lastFinishMs = Math.max(tables.lastFinishMs, this.#nowMs)
    this.#suspectAll()
  }

  #suspectAll(): void {
    for (const tableId of this.ledger.live.keys()) this.#suspects.add(tableId)
  }

  /** Not needed for what follows: the next segment says how many bytes of this one count. */
  async #cut(name: string, bytes: number): Promise<void> {
    try {
      await this.#files.truncate(name, bytes)
    } catch (error) {
      this.#observer.upkeepFailed?.('CUT', error)
    }
  }

  #report(
    kind: JournalDamage['kind'],
    where: Omit<JournalDamage, 'kind' | 'tableId'> & { tableId?: string | null },
  ): void {
    this.#observer.damageFound?.({ tableId: null, ...where, kind })
  }
}

const isLink = (link: SegmentLink | 'unreadable' | null | undefined): link is SegmentLink =>
  typeof link === 'object' && link !== null

function sequenceProblem(table: LiveTable, frame: Frame): QuarantineReason | null {
  if (!frame.isBodyIntact || frame.seq > table.nextSeq) return 'HOLE'
  return frame.seq < table.nextSeq ? 'OVERLAP' : null
}

function finishedAtMs(bytes: Buffer, frame: Frame): number {
  return (JSON.parse(bytes.toString('utf8', frame.bodyFrom, frame.to)) as { atMs: number }).atMs
}
