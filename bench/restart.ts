// How long a start takes, and how long after a kill -9 every table plays again.
import { Crowd, HUMAN, pause } from './load/crowd.ts'
import { BenchServer } from './load/server.ts'
import { median } from './quantile.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { atMost, FULL } from './row.ts'

const STARTS = 5
const TABLES = 500
/** Long enough that most tables are in mid-round. */
const PLAY_MS = 25_000
const START_TARGET_MS = 1500
const RECOVERY_TARGET_MS = 2000

export async function benchRestart({ quick }: BenchOptions = FULL): Promise<BenchRow[]> {
  return [await emptyStart(), ...(await recovery(quick ? TABLES / 5 : TABLES))]
}

async function emptyStart(): Promise<BenchRow> {
  const startsMs: number[] = []
  while (startsMs.length < STARTS) {
    const server = new BenchServer()
    try {
      startsMs.push(await server.start())
    } finally {
      await server.close()
    }
  }
  const name = `start to ready on an empty folder, median of ${STARTS}`
  return atMost({ name, value: median(startsMs), unit: 'ms' }, START_TARGET_MS)
}

async function recovery(tables: number): Promise<BenchRow[]> {
  const server = new BenchServer()
  const startsMs: number[] = []
  try {
    await server.start()
    await playFor(server, tables)
    // The first is the one after play; the others find the records of the recoveries before as well.
    while (startsMs.length < STARTS) {
      startsMs.push(await server.start())
      if (server.recovered !== tables) throw new Error(`${server.recovered} tables came back of ${tables}`)
      await server.kill()
    }
  } finally {
    await server.close()
  }
  const name = `kill -9 with ${tables} live tables, start to ready`
  return [
    atMost({ name: `${name}, median of ${STARTS}`, value: median(startsMs), unit: 'ms' }, RECOVERY_TARGET_MS),
    { name: `${name}, the first`, value: startsMs[0]!, unit: 'ms' },
  ]
}

/** Everybody plays until the server is killed in the middle of it. */
async function playFor(server: BenchServer, tables: number): Promise<void> {
  const crowd = new Crowd(server)
  try {
    await crowd.seat(tables, HUMAN)
    await pause(PLAY_MS)
    await server.kill()
  } finally {
    await crowd.stop()
  }
}
