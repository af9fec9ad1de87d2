// A stop under fifty tables of people and bots: rounds are played to their end, or go on at the next start.
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { Chronicle } from '../chaos/chronicle.ts'
import { Crowd } from '../chaos/crowd.ts'
import type { PersistentPlayer } from '../chaos/persistent-player.ts'
import { untilWritten, whilePlaying } from '../chaos/quiet.ts'
import { auditRun, openStoppedJournal, verdictOf } from '../chaos/run-audit.ts'
import { ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'
import { knock, probe } from './probes.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_126)
const TABLES = 50
const GOING_AWAY = 1001
const TIMEOUT_MS = 180_000
/** Of each player: enough that every table is past its deal. */
const PUSHES_BEFORE = 8
/** More than two presses of npm's. */
const SECOND_PRESS_MS = 700
const ENV = { XUEZHAN_CORE__CONSUME: '1/1', XUEZHAN_LIFECYCLE__DRAIN_SECONDS: '120' }

type Run = {
  readonly server: ServerProcess
  readonly crowd: Crowd
  readonly playing: Promise<void>
  readonly audit: () => ReturnType<typeof auditRun>
}

/** Every table is in its only round. */
async function inPlay(t: TestContext, thinkMs: number): Promise<Run> {
  const server = await ServerProcess.start({ env: ENV })
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
    parties: 0,
    hosts: TABLES,
    rounds: [1],
    auto: { thinkMs: (rng) => rng.below(thinkMs) },
  })
  const start = new Map(crowd.players.map(({ account }) => [account.uid, account.fangka]))
  crowd.lastCall()
  const playing = crowd.play()
  playing.catch(() => undefined)
  await whilePlaying(playing, 'every table is in play', () =>
    crowd.players.every(({ wire }) => (wire?.log.pushes.length ?? 0) > PUSHES_BEFORE),
  )
  const audit = () => auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  return { server, crowd, playing, audit }
}

const logged = (server: ServerProcess, event: string): boolean =>
  server.log.some((line) => line.includes(`"event":"${event}"`))

async function unfinishedTables({ dataDir }: ServerProcess): Promise<number> {
  const journal = await openStoppedJournal(dataDir)
  let tables = 0
  for await (const { kind } of journal.unfinished()) {
    assert.equal(kind, 'intact')
    tables += 1
  }
  await journal.close()
  return tables
}

test(`a stop with time to spare lets ${TABLES} rounds finish, seed ${SEED}`, {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const { server, crowd, playing, audit } = await inPlay(t, 100)
  assert.deepEqual([await probe(server, '/live'), await probe(server, '/ready')], [200, 200])
  const stopped = server.stop()
  await until('the server drains', () => logged(server, 'draining'))
  assert.deepEqual([await probe(server, '/live'), await probe(server, '/ready')], [200, 500])
  assert.deepEqual(await knock(server), { status: 503, retryAfter: '5' })
  const { token } = crowd.players.find(({ wire }) => wire !== null)!.account
  assert.equal((await knock(server, token)).status, 101, 'who has a seat is let back in')

  await playing
  const missed = crowd.outcomes.filter(({ kind }) => kind !== 'seen')
  assert.deepEqual([crowd.outcomes.length, missed], [TABLES, []])
  assert.equal(await stopped, 0)
  const verdict = await audit()
  t.diagnostic(verdictOf(verdict))
  assert.deepEqual(verdict.faults, [])
  assert.ok(crowd.players.every((player) => player.wire === null))
})

test(`a stop without time, kills, and stops while starting lose none of ${TABLES} rounds, seed ${SEED}`, {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const { server, crowd, playing, audit } = await inPlay(t, 100)
  await forceStop(server, crowd.players)
  const open = await unfinishedTables(server)
  assert.ok(open > TABLES / 2, `only ${open} tables were left to the next start`)

  for (const afterMs of [0, 100]) await stopWhileStarting(server, afterMs)
  assert.ok(logged(server, 'start_abandoned'), 'no stop came during a start')
  assert.equal(await unfinishedTables(server), open)
  await server.restart()
  const back = (): boolean => crowd.players.some(({ wire }) => wire?.log.hasSeen('onSyncDesk'))
  await whilePlaying(playing, 'somebody is back', back)
  await server.kill()
  await server.restart()
  await playing
  await untilWritten(server)
  assert.equal(await server.stop(), 0)
  const verdict = await audit()
  t.diagnostic(`left to the next start: ${open}; ${verdictOf(verdict)}`)
  assert.deepEqual(verdict.faults, [])
})

/** Two presses: the rounds in play are not waited for, and everybody hears why. */
async function forceStop(server: ServerProcess, players: readonly PersistentPlayer[]): Promise<void> {
  const gate = Promise.withResolvers<void>()
  const wires = players.flatMap((player) => {
    player.absence = gate.promise
    return player.wire ? [player.wire] : []
  })
  const stopped = server.stop()
  await until('the server drains', () => logged(server, 'draining'))
  await delay(SECOND_PRESS_MS)
  server.child.kill('SIGTERM')
  assert.equal(await stopped, 0)
  assert.ok(logged(server, 'stop_forced'))
  for (const { client, log } of wires) {
    const { code } = await client.ended
    // Who had finished before has left by himself.
    if (log.hasSeen('onGameEnd')) continue
    assert.deepEqual([code, log.hasSeen('onServerDrain')], [GOING_AWAY, true])
  }
  gate.resolve()
}

/** The signal comes while the journal is read or its tables come back. */
async function stopWhileStarting(server: ServerProcess, afterMs: number): Promise<void> {
  const opened = (): number => server.log.filter((line) => line.includes('"event":"journal_opened"')).length
  const before = opened()
  const started = server.restart().then(
    () => true,
    () => false,
  )
  await until('the journal is open', () => opened() > before)
  await delay(afterMs)
  assert.equal(await server.stop(), 0, `after ${afterMs} ms`)
  await started
}
