// A bug that nothing catches, under play: the process says so in one line and ends with 1, and the next one goes on from
// the journal.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { untilWritten, whilePlaying } from './quiet.ts'
import { auditRun } from './run-audit.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const TABLES = 2
const PUSHES_BEFORE = 25
const DEADLINE_MS = 120_000

/** The server gets a bug that its test can set off. */
const BUG = `process.on('message', (what) => {
  if (what === 'throw') setImmediate(() => { throw new Error('a planted bug') })
  if (what === 'reject') void Promise.reject(new Error('a planted bug'))
})`

const BUGS = [
  { message: 'throw', origin: 'uncaughtException' },
  { message: 'reject', origin: 'unhandledRejection' },
] as const

test(`a bug that nothing catches ends the process with one line, and costs nobody a move, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const server = await ServerProcess.start({
    env: { XUEZHAN_CORE__CONSUME: '1/1' },
    nodeArgs: [`--import=data:text/javascript,${encodeURIComponent(BUG)}`],
  })
  const end = new AbortController()
  t.after(async () => {
    end.abort()
    await server.close()
  })
  const chronicle = new Chronicle()
  const crowd = await Crowd.gather({
    server,
    chronicle,
    signal: end.signal,
    seed: SEED,
    parties: TABLES,
    rounds: [1],
    auto: { thinkMs: (rng) => rng.below(60) },
  })
  crowd.lastCall()
  const start = new Map(crowd.players.map(({ account }) => [account.uid, account.fangka]))
  const playing = crowd.play()
  await whilePlaying(playing, 'every table is in play', () =>
    crowd.players.every(({ wire }) => (wire?.log.pushes.length ?? 0) > PUSHES_BEFORE),
  )
  for (const { message, origin } of BUGS) {
    const told = await crash(server, message)
    assert.equal(told.origin, origin)
    assert.equal(told.error.message, 'a planted bug')
    await server.restart()
  }
  await playing
  await untilWritten(server)
  assert.equal(await server.stop(), 0)
  const audit = await auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  assert.deepEqual(audit.faults, [])
})

type Told = { readonly origin: string; readonly error: { readonly message: string } }

/** The one line that it is worth. */
async function crash(server: ServerProcess, message: string): Promise<Told> {
  const before = server.log.length
  // Its output is read to the end before `close`.
  const closed = once(server.child, 'close')
  server.child.send(message)
  assert.deepEqual(await closed, [1, null])
  const lines = server.log.slice(before).filter((line) => line.includes('"event":"crashed"'))
  assert.equal(lines.length, 1, server.log.slice(-5).join('\n'))
  return JSON.parse(lines[0]!) as Told
}
