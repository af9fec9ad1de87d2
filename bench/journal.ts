// The file journal against a bare write + fdatasync of the same bytes: records a second, latency, recovery.
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type FileJournal, openFileJournal } from '../src/journal/file-journal.ts'
import { makeRecordBody } from '../src/journal/table-reader.ts'
import { must } from '../src/lib/assert.ts'
import type { JournalRecord } from '../src/room/journal-port.ts'
import { median, quantileOf } from './quantile.ts'
import type { BenchRow } from './row.ts'

const SLICES = 3
const SLICE_MS = 500
const CONCURRENCIES = [1, 64, 1_000]
/** What a thousand busy tables need is some 2,000 a second: the journal is not to be a twentieth of the work. */
const RATE_TARGET_PER_S = 40_000
/** A thousand tables at five times their busiest. */
const PACED_TABLES = 1_000
const PACED_PER_MS = 10
const PACED_MS = 1_500
const PACED_P99_TARGET_MS = 5
const RECOVERY_TABLES = 500
const RECORDS_OF_A_TABLE = 400
/** All tables of a busy server back within two seconds. */
const RECOVERY_TARGET_PER_S = (RECOVERY_TABLES * RECORDS_OF_A_TABLE) / 2
/** Head of a frame and id: bytes that the journal writes besides the body. */
const FRAME_BYTES = 40

const write = promisify(fs.write) as (
  fd: number,
  bytes: Buffer,
  from: number,
  length: number,
  at: number,
) => Promise<unknown>
const fdatasync = promisify(fs.fdatasync)

/** A discard and the prompt after it: the commonest record of a game, of its usual length. */
function moveOf(tableId: string, seq: number): JournalRecord {
  const atMs = 1_790_000_000_000 + seq
  return {
    tableId,
    seq,
    epoch: 1,
    atMs,
    rulesVersion: 1,
    cause: { kind: 'player', seat: seq & 3, clientSeq: seq },
    events: [
      { type: 'discarded', seat: seq & 3, tile: seq % 108, isDrawn: true, atMs },
      {
        type: 'claimsOpened',
        claims: [
          { seat: 1, actions: ['peng', 'gang'] },
          { seat: 2, actions: ['hu'] },
        ],
        dueAtMs: atMs + 8_000,
      },
    ],
  }
}

type Slice = { readonly perSecond: number; readonly latenciesMs: readonly number[] }

/** Every table has one record in flight, as its room's mailbox does. */
async function journalSlice(journal: FileJournal, nextSeqs: Map<string, number>): Promise<Slice> {
  const latenciesMs: number[] = []
  const startedMs = performance.now()
  const untilMs = startedMs + SLICE_MS
  const play = async (tableId: string): Promise<void> => {
    let seq = nextSeqs.get(tableId) ?? 1
    for (let nowMs = performance.now(); nowMs < untilMs; seq += 2) {
      const result = await journal.append(moveOf(tableId, seq))
      if (!result.ok) throw new Error(result.error.code)
      const acknowledgedMs = performance.now()
      latenciesMs.push(acknowledgedMs - nowMs)
      nowMs = acknowledgedMs
    }
    nextSeqs.set(tableId, seq)
  }
  await Promise.all([...nextSeqs.keys()].map(play))
  return { perSecond: (latenciesMs.length / (performance.now() - startedMs)) * 1_000, latenciesMs }
}

/** `records` at once: one write and one fdatasync of as many bytes as the journal's batch has. */
async function bareSlice(file: string, records: number): Promise<Slice> {
  const bytes = Buffer.alloc(records * (makeRecordBody(moveOf('table-0000', 1)).length + FRAME_BYTES), 0x20)
  const fd = fs.openSync(file, 'w')
  const latenciesMs: number[] = []
  const startedMs = performance.now()
  const untilMs = startedMs + SLICE_MS
  let at = 0
  for (let nowMs = startedMs; nowMs < untilMs; ) {
    await write(fd, bytes, 0, bytes.length, at)
    await fdatasync(fd)
    at += bytes.length
    const doneMs = performance.now()
    latenciesMs.push(doneMs - nowMs)
    nowMs = doneMs
  }
  fs.closeSync(fd)
  fs.rmSync(file)
  return { perSecond: ((at / bytes.length) * records * 1_000) / (performance.now() - startedMs), latenciesMs }
}

/** Journal and bare disk in turn, so that what else the machine does falls on both. */
async function appends(folder: string, tables: number): Promise<BenchRow[]> {
  const journal = await openFileJournal({ folder: path.join(folder, `journal-${tables}`) })
  const nextSeqs = new Map(Array.from({ length: tables }, (_, index) => [`table-${index}`, 1]))
  await journalSlice(journal, nextSeqs)
  const ours: Slice[] = []
  const bare: Slice[] = []
  for (let slice = 0; slice < SLICES; slice += 1) {
    ours.push(await journalSlice(journal, nextSeqs))
    bare.push(await bareSlice(path.join(folder, 'bare'), tables))
  }
  await journal.close()
  const rate = median(ours.map(({ perSecond }) => perSecond))
  const bareRate = median(bare.map(({ perSecond }) => perSecond))
  const label = `${tables} ${tables === 1 ? 'table' : 'tables'}`
  const rateRow = {
    name: `journal append, ${label}`,
    value: rate,
    unit: 'records/s',
    baseline: bareRate,
    ratio: rate / bareRate,
  }
  const isBusy = tables === Math.max(...CONCURRENCIES)
  return [
    isBusy ? { ...rateRow, target: RATE_TARGET_PER_S, met: rate >= RATE_TARGET_PER_S } : rateRow,
    latencyRow(`${label}, as fast as it goes`, 0.5, { ours, bare }),
    latencyRow(`${label}, as fast as it goes`, 0.99, { ours, bare }),
  ]
}

function latencyRow(label: string, q: number, slices: { ours: Slice[]; bare: Slice[] }): BenchRow {
  const at = (from: Slice[]): number =>
    quantileOf(
      from.flatMap(({ latenciesMs }) => latenciesMs),
      q,
    )
  const value = at(slices.ours)
  const baseline = at(slices.bare)
  return {
    name: `journal append p${q * 100}, ${label}`,
    value,
    unit: 'ms',
    baseline,
    ratio: value / baseline,
  }
}

/** Records arrive at a steady rate whether the journal is ready or not, as players' moves do. */
async function paced(folder: string): Promise<BenchRow[]> {
  const journal = await openFileJournal({ folder: path.join(folder, 'journal-paced') })
  const latenciesMs: number[] = []
  const inFlight: Promise<void>[] = []
  const nextSeqs = Array.from({ length: PACED_TABLES }, () => 1)
  const append = async (table: number, dueMs: number): Promise<void> => {
    const seq = must(nextSeqs[table], 'sequence')
    nextSeqs[table] = seq + 2
    const result = await journal.append(moveOf(`table-${table}`, seq))
    if (!result.ok) throw new Error(result.error.code)
    latenciesMs.push(performance.now() - dueMs)
  }
  const startedMs = performance.now()
  let sent = 0
  for (let elapsedMs = 0; elapsedMs < PACED_MS; elapsedMs = performance.now() - startedMs) {
    for (; sent < elapsedMs * PACED_PER_MS; sent += 1) {
      inFlight.push(append(sent % PACED_TABLES, startedMs + sent / PACED_PER_MS))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(inFlight)
  await journal.close()
  const name = (q: number): string =>
    `journal append p${q * 100}, ${PACED_TABLES} tables at ${PACED_PER_MS * 1_000}/s`
  const p99 = quantileOf(latenciesMs, 0.99)
  return [
    { name: name(0.5), value: quantileOf(latenciesMs, 0.5), unit: 'ms' },
    {
      name: name(0.99),
      value: p99,
      unit: 'ms',
      target: PACED_P99_TARGET_MS,
      met: p99 <= PACED_P99_TARGET_MS,
    },
  ]
}

/** A folder as a kill leaves it: every record lies behind the checkpoint. */
async function killedFolder(folder: string): Promise<string> {
  const [alive, killed] = [path.join(folder, 'alive'), path.join(folder, 'killed')]
  const journal = await openFileJournal({ folder: alive, fsync: 'off', segmentBytes: 1_073_741_824 })
  for (let record = 0; record < RECORDS_OF_A_TABLE; record += 1) {
    const tables = Array.from({ length: RECOVERY_TABLES }, (_, index) => `table-${index}`)
    await Promise.all(tables.map((tableId) => journal.append(moveOf(tableId, record * 2 + 1))))
  }
  fs.cpSync(alive, killed, { recursive: true })
  await journal.close()
  return killed
}

async function recovery(folder: string): Promise<BenchRow> {
  const killed = await killedFolder(folder)
  const records = RECOVERY_TABLES * RECORDS_OF_A_TABLE
  const startedMs = performance.now()
  const journal = await openFileJournal({ folder: killed })
  let found = 0
  for await (const table of journal.unfinished()) found += table.records.length
  const value = (records * 1_000) / (performance.now() - startedMs)
  await journal.close()
  if (found !== records) throw new Error(`${found} records came back of ${records}`)
  const baseline = parseRate(records)
  return {
    name: `journal recovery, ${RECOVERY_TABLES} tables; baseline JSON.parse alone`,
    value,
    unit: 'records/s',
    baseline,
    ratio: value / baseline,
    target: RECOVERY_TARGET_PER_S,
    met: value >= RECOVERY_TARGET_PER_S,
  }
}

function parseRate(records: number): number {
  const bodies = Array.from({ length: records }, (_, index) => makeRecordBody(moveOf('table', index + 1)))
  const startedMs = performance.now()
  let events = 0
  for (const body of bodies) events += (JSON.parse(body) as JournalRecord).events.length
  const perSecond = (records * 1_000) / (performance.now() - startedMs)
  if (events !== records * 2) throw new Error('events were lost')
  return perSecond
}

export async function benchJournal(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xuezhan-bench-journal-'))
  try {
    const rows: BenchRow[] = []
    for (const tables of CONCURRENCIES) rows.push(...(await appends(folder, tables)))
    rows.push(...(await paced(folder)), await recovery(folder))
    return rows
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
