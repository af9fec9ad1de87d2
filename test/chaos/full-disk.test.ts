// The journal's disk fills up under play: nothing is accepted and nothing shown that could not be written down, no table
// is made, and when there is room again everything goes on. Needs root and tmpfs.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { untilWritten, whilePlaying } from './quiet.ts'
import { auditRun, verdictOf } from './run-audit.ts'

const SEED = Number(process.env['XUEZHAN_SEED'] ?? 20_261_122)
const TABLES = 8
const DISK_BYTES = 16 * 1024 * 1024
/** What play may still write when the ballast is in. */
const ROOM_BYTES = 48 * 1024
/** Everybody hears of the trouble that often at least. */
const REFUSALS = 40
const PUSHES_BEFORE = 25
const DEADLINE_MS = 180_000

/** Mounts a small disk at the folder; the reason why that is not possible, or null. */
function mountSmall(folder: string): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'not run: needs root on Linux'
  const options = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'xuezhan-chaos', folder]
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' })
  return status === 0 ? null : `not run: no tmpfs can be mounted: ${stderr.trim()}`
}

test(`the journal's disk fills up under ${TABLES} tables, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const server = await ServerProcess.prepare({ env: { XUEZHAN_CORE__CONSUME: '1/1' } })
  const folder = join(server.dataDir, 'journal')
  mkdirSync(folder)
  const reason = mountSmall(folder)
  const end = new AbortController()
  t.after(async () => {
    end.abort()
    await server.kill()
    if (reason === null) execFileSync('umount', ['--lazy', folder])
    await server.close()
  })
  if (reason !== null) return t.skip(reason)
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

  const ballast = join(folder, 'ballast')
  fillUp(ballast)
  await whilePlaying(
    playing,
    'players hear JOURNAL_DOWN',
    () => chronicle.refusals('JOURNAL_DOWN') >= REFUSALS,
  )
  assert.equal(await server.metric('mj_journal_state'), 0)
  assert.ok(server.log.some((line) => line.includes('journal_failed') && line.includes('ENOSPC')))
  assert.equal(await reasonForNoTable(server), 'JOURNAL_DOWN')

  truncateSync(ballast, 0)
  crowd.lastCall()
  await playing
  await untilWritten(server)
  assert.equal(await server.metric('mj_journal_state'), 1)
  assert.equal(await server.stop(), 0)
  const audit = await auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  t.diagnostic(`refused with JOURNAL_DOWN: ${chronicle.refusals('JOURNAL_DOWN')}; ${verdictOf(audit)}`)
  assert.deepEqual(audit.faults, [])
})

/** Takes the whole disk, then gives a little back. */
function fillUp(ballast: string): void {
  let bytes = 0
  const block = Buffer.alloc(16 * 1024)
  for (;;) {
    try {
      writeFileSync(ballast, block, { flag: 'a' })
      bytes += block.length
    } catch {
      break
    }
  }
  truncateSync(ballast, Math.max(0, bytes - ROOM_BYTES))
}

async function reasonForNoTable(server: ServerProcess): Promise<string | undefined> {
  const client = await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, randomUUID()))
  const options = { preset: 'xuezhan', round: 1 }
  const { reason } = await client.request('DeskManager.CreateDesk', { version: '1.9.3', clubId: -1, options })
  client.close()
  return reason
}
