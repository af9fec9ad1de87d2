// The journal's disk fills up under play: nothing is accepted and nothing shown that could not be written down, no table
// is made, and when there is room again everything goes on. Needs root and tmpfs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { untilWritten, whilePlaying } from './quiet.ts'
import { auditRun, verdictOf } from './run-audit.ts'
import { SmallDisk } from './small-disk.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const TABLES = 8
/** What play may still write when the ballast is in. */
const ROOM_BYTES = 48 * 1024
/** Everybody hears of the trouble that often at least. */
const REFUSALS = 40
const PUSHES_BEFORE = 25
const DEADLINE_MS = 180_000

/** A server on a disk that can be filled up, and people who play on it. */
async function playOnSmallDisk(t: TestContext) {
  const server = await ServerProcess.prepare({ env: { XUEZHAN_CORE__CONSUME: '1/1' } })
  const folder = join(server.dataDir, 'journal')
  mkdirSync(folder)
  const disk = SmallDisk.mount(folder)
  const end = new AbortController()
  t.after(async () => {
    end.abort()
    await server.kill()
    if (typeof disk !== 'string') disk.unmount()
    await server.close()
  })
  if (typeof disk === 'string') return t.skip(disk)
  await server.restart()
  const chronicle = new Chronicle()
  const crowd = await Crowd.gather({
    server,
    chronicle,
    signal: end.signal,
    seed: SEED,
    parties: TABLES,
    rounds: [1],
    auto: { thinkMs: (rng) => rng.below(30) },
  })
  const { players } = crowd
  const start = new Map(players.map(({ account }) => [account.uid, account.fangka]))
  const playing = crowd.play()
  await whilePlaying(playing, 'every table is in play', () =>
    players.every(({ wire }) => (wire?.log.pushes.length ?? 0) > PUSHES_BEFORE),
  )
  disk.fill(ROOM_BYTES)
  await whilePlaying(
    playing,
    'players hear JOURNAL_DOWN',
    () => chronicle.refusals('JOURNAL_DOWN') >= REFUSALS,
  )
  const audit = () => auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  return { server, disk, chronicle, crowd, playing, audit }
}

test(`the journal's disk fills up under ${TABLES} tables, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const run = await playOnSmallDisk(t)
  if (!run) return
  const { server, disk, chronicle, crowd, playing } = run
  assert.equal(await server.metric('mj_journal_state'), 0)
  assert.ok(server.log.some((line) => line.includes('journal_failed') && line.includes('ENOSPC')))
  assert.equal(await reasonForNoTable(server), 'JOURNAL_DOWN')

  disk.empty()
  crowd.lastCall()
  await playing
  await untilWritten(server)
  assert.equal(await server.metric('mj_journal_state'), 1)
  assert.equal(await server.stop(), 0)
  const audit = await run.audit()
  t.diagnostic(`refused with JOURNAL_DOWN: ${chronicle.refusals('JOURNAL_DOWN')}; ${verdictOf(audit)}`)
  assert.deepEqual(audit.faults, [])
})

test(`the server is killed while the journal's disk is full, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const run = await playOnSmallDisk(t)
  if (!run) return
  const { server, disk, chronicle, crowd, playing } = run
  await server.kill()
  await server.restart()
  assert.equal(await server.metric('mj_journal_state'), 0)
  assert.deepEqual(
    server.log.filter((line) => line.includes('table_not_recovered')),
    [],
  )
  const refused = chronicle.refusals('JOURNAL_DOWN')
  await whilePlaying(
    playing,
    'players are back and hear JOURNAL_DOWN again',
    () => chronicle.refusals('JOURNAL_DOWN') >= refused + REFUSALS,
  )
  disk.empty()
  crowd.lastCall()
  await playing
  await untilWritten(server)
  assert.equal(await server.stop(), 0)
  const audit = await run.audit()
  t.diagnostic(verdictOf(audit))
  assert.deepEqual(audit.faults, [])
})

async function reasonForNoTable(server: ServerProcess): Promise<string | undefined> {
  const client = await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, randomUUID()))
  const options = { preset: 'xuezhan', round: 1 }
  const { reason } = await client.request('DeskManager.CreateDesk', { version: '1.9.3', clubId: -1, options })
  client.close()
  return reason
}
