// What a session, a table and a move cost the real server: memory after garbage collection, processor time by
// number of tables.
import type { Crowd } from './load/crowd.ts'
import { HUMAN, pause, SEATS, withCrowd } from './load/crowd.ts'
import type { Pace, Usage } from './load/messages.ts'
import { BenchServer } from './load/server.ts'
import { must } from '../src/lib/assert.ts'
import { median } from './quantile.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { atMost, FULL } from './row.ts'

/** These pay for code and pools that all share. */
const FIRST_TABLES = 50
const SESSIONS = 2000
const PLAY_MS = 25_000
const SETTLE_MS = 1000
const SESSION_TARGET_KIB = 25
const TABLE_TARGET_KIB = 40
const BYTES_PER_KIB = 1024

/** About as many moves a second each: what differs is the number of tables. */
const CROWDS: readonly { readonly tables: number; readonly pace: Pace }[] = [
  { tables: 10, pace: { minMs: 5, maxMs: 25 } },
  { tables: 100, pace: { minMs: 50, maxMs: 250 } },
  { tables: 1000, pace: HUMAN },
]
const WINDOW_MS = 8000
const WINDOWS = 3
/** A move at a thousand tables may cost so much more than at ten. */
const FLAT_RATIO = 1.5

export async function benchFootprint({ quick }: BenchOptions = FULL): Promise<BenchRow[]> {
  return [...(await memory(quick)), ...(await moveCost(quick))]
}

async function memory(quick: boolean): Promise<BenchRow[]> {
  const playMs = quick ? PLAY_MS / 5 : PLAY_MS
  return await withCrowd(new BenchServer(), async (crowd, server) => {
    await crowd.seat(FIRST_TABLES, HUMAN)
    await pause(playMs)
    const settled = async (): Promise<Usage> => {
      await pause(SETTLE_MS)
      return await server.usage('settle')
    }
    const before = await settled()
    await crowd.connect(SESSIONS)
    const idle = await settled()
    await crowd.play(HUMAN)
    await pause(playMs)
    const playing = await settled()
    return [
      ...memoryRows(
        `an idle session, ${SESSIONS} logged in`,
        { before, after: idle, count: SESSIONS },
        SESSION_TARGET_KIB,
      ),
      ...memoryRows(
        `a live table with ${SEATS} players (beyond their sessions)`,
        { before: idle, after: playing, count: SESSIONS / SEATS },
        TABLE_TARGET_KIB,
      ),
      {
        name: `resident, ${SESSIONS / SEATS + FIRST_TABLES} tables`,
        value: playing.rssBytes / 2 ** 20,
        unit: 'MiB',
      },
    ]
  })
}

type Growth = { readonly before: Usage; readonly after: Usage; readonly count: number }

function memoryRows(name: string, { before, after, count }: Growth, target: number): BenchRow[] {
  const each = (bytes: number): number => bytes / count / BYTES_PER_KIB
  const resident = each(after.rssBytes - before.rssBytes)
  const alive = each(after.liveBytes - before.liveBytes)
  return [
    atMost({ name: `resident memory of ${name}`, value: resident, unit: 'KiB' }, target),
    { name: `  of which objects and buffers`, value: alive, unit: 'KiB' },
  ]
}

async function moveCost(quick: boolean): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const { tables, pace } of CROWDS) {
    const row = await withCrowd(new BenchServer(), async (crowd) => {
      await crowd.seat(tables, pace)
      await pause(WINDOW_MS)
      return await costRow(crowd, tables, quick ? 1 : WINDOWS)
    })
    const baseline = rows[0]?.value
    rows.push(baseline === undefined ? row : { ...row, baseline, ratio: row.value / baseline })
  }
  const last = must(rows.pop(), 'the largest crowd')
  return [...rows, { ...last, target: FLAT_RATIO, met: must(last.ratio, 'a ratio') <= FLAT_RATIO }]
}

async function costRow(crowd: Crowd, tables: number, windows: number): Promise<BenchRow> {
  const costs: number[] = []
  const rates: number[] = []
  while (costs.length < windows) {
    const { cpuUsPerMove, movesPerSecond } = await crowd.measure(WINDOW_MS)
    costs.push(cpuUsPerMove)
    rates.push(movesPerSecond)
  }
  const name = `server CPU for a move, ${tables} tables at ${Math.round(median(rates))} moves/s`
  return { name: `${name} (ratio: to ${CROWDS[0]!.tables} tables)`, value: median(costs), unit: 'us' }
}
