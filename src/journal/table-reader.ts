// Reads the records of chosen tables back from the segments they share with others, each stretch once.

import type { JournalRecord, QuarantineReason } from '../room/journal-port.ts'
import { type Frame, FrameKind, scanFrames, type Unreadable } from './frame.ts'
import type { JournalFiles } from './journal-files.ts'
import type { JournalObserver } from './journal-observer.ts'
import { makeSegmentName } from './segment.ts'
import type { Span } from './table-ledger.ts'

type RecordBody<E> = Pick<JournalRecord<E>, 'atMs' | 'rulesVersion' | 'cause' | 'events'>

export const makeRecordBody = <E>({ atMs, rulesVersion, cause, events }: JournalRecord<E>): string =>
  JSON.stringify({ atMs, rulesVersion, cause, events } satisfies RecordBody<E>)

/** The unbroken run of a table's records from sequence 1, still encoded. */
export class RecordRun {
  readonly #tableId: string
  #records: { readonly seq: number; readonly epoch: number; readonly body: string }[] = []
  nextSeq = 1
  broken: QuarantineReason | null = null
  /** The table's end follows the last record: nothing is missing. */
  isFinished = false

  constructor(tableId: string) {
    this.#tableId = tableId
  }

  add(frame: Frame, segment: Buffer): void {
    if (this.broken !== null) return
    if (!frame.isBodyIntact || frame.seq > this.nextSeq) this.broken = 'HOLE'
    else if (frame.seq < this.nextSeq) this.broken = 'OVERLAP'
    else {
      // Text, so that one small record does not keep its whole segment in memory.
      const body = segment.toString('utf8', frame.bodyFrom, frame.to)
      this.#records.push({ seq: frame.seq, epoch: frame.epoch, body })
      this.nextSeq = frame.seq + frame.count
    }
  }

  finish(frame: Frame): void {
    this.isFinished = this.broken === null && frame.seq === this.nextSeq
  }

  decode<E>(): JournalRecord<E>[] {
    return this.#records.map(({ seq, epoch, body }) => {
      const { atMs, rulesVersion, cause, events } = JSON.parse(body) as RecordBody<E>
      return { tableId: this.#tableId, seq, epoch, atMs, rulesVersion, cause, events }
    })
  }
}

/** The runs of all tables of `spans`. A segment that is gone leaves its tables' runs broken or short. */
export async function readRuns(
  files: JournalFiles,
  spans: ReadonlyMap<string, readonly Span[]>,
  observer: JournalObserver,
): Promise<Map<string, RecordRun>> {
  const runs = new Map([...spans.keys()].map((tableId) => [tableId, new RecordRun(tableId)]))
  const stretches = stretchesOf([...spans.values()].flat())
  for (const { segment, from, to } of stretches) {
    const bytes = await readIfPresent(files, segment, { from, to })
    for (const item of scanFrames(bytes)) {
      reportDamage(item, { segment, from }, observer)
      const run = item.type === 'frame' ? runs.get(item.tableId) : undefined
      if (run === undefined || item.type !== 'frame') continue
      if (item.kind === FrameKind.events) run.add(item, bytes)
      if (item.kind === FrameKind.finish) run.finish(item)
    }
  }
  return runs
}

/** One stretch for each segment, from its first span's beginning to its last one's end, in ascending order. */
function stretchesOf(spans: readonly Span[]): { segment: number; from: number; to: number }[] {
  const stretches = new Map<number, { segment: number; from: number; to: number }>()
  for (const { segment, from, to } of spans) {
    const stretch = stretches.get(segment)
    if (stretch === undefined) stretches.set(segment, { segment, from, to })
    else {
      stretch.from = Math.min(stretch.from, from)
      stretch.to = Math.max(stretch.to, to)
    }
  }
  return [...stretches.values()].sort((a, b) => a.segment - b.segment)
}

async function readIfPresent(
  files: JournalFiles,
  segment: number,
  range: { from: number; to: number },
): Promise<Buffer> {
  try {
    return await files.read(makeSegmentName(segment), range.from, range.to)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

function reportDamage(
  item: Frame | Unreadable,
  stretch: { segment: number; from: number },
  observer: JournalObserver,
): void {
  if (item.type === 'frame' && item.isBodyIntact) return
  const isFrame = item.type === 'frame'
  observer.damageFound?.({
    kind: isFrame ? 'BAD_BODY' : 'UNREADABLE',
    segment: stretch.segment,
    from: stretch.from + item.from,
    to: stretch.from + item.to,
    tableId: isFrame ? item.tableId || null : null,
  })
}
