// Fifty tables in play, the server killed with SIGKILL again and again: nothing that anybody was told is lost, nothing
// happens twice, every match is played to its end and written down once.
// XUEZHAN_CHAOS_KILLS for another number of kills, XUEZHAN_SEED for another schedule.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { makeKillSchedule, runKills } from './kill-schedule.ts'
import { untilWritten } from './quiet.ts'
import { auditRun, verdictOf } from './run-audit.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const KILLS = Number(process.env['XUEZHAN_CHAOS_KILLS'] ?? 20)
const PARTIES = 30
const HOSTS = 14
const STRANGERS = 10
const ROUNDS = [1, 1, 4]
const THINK_MS = 40
const DEADLINE_MS = 240_000

const ENV = {
  XUEZHAN_CORE__CONSUME: '1/1,4/1',
  XUEZHAN_TABLE__TURN_SECONDS: '2',
  XUEZHAN_TABLE__CLAIM_SECONDS: '1',
  XUEZHAN_TABLE__SWAP_SECONDS: '2',
  XUEZHAN_TABLE__DINGQUE_SECONDS: '2',
  XUEZHAN_TABLE__SORT_SECONDS: '1',
  XUEZHAN_TABLE__READY_SECONDS: '1',
  XUEZHAN_TABLE__OFFLINE_GRACE_SECONDS: '2',
  XUEZHAN_TABLE__BOT_THINK_MIN_MS: '0',
  XUEZHAN_TABLE__BOT_THINK_MAX_MS: '20',
}

test(`${KILLS} kills under 50 tables lose and double nothing, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const server = await ServerProcess.start({ env: ENV })
  const end = new AbortController()
  let killing = Promise.resolve()
  t.after(async () => {
    end.abort()
    await killing.catch(() => undefined)
    await server.close()
  })
  const { signal } = end
  const chronicle = new Chronicle()
  const crowd = await Crowd.gather({
    server,
    chronicle,
    signal,
    seed: SEED,
    parties: PARTIES,
    hosts: HOSTS,
    strangers: STRANGERS,
    rounds: ROUNDS,
    auto: { thinkMs: (rng) => rng.below(THINK_MS) },
  })
  const start = new Map(crowd.players.map(({ account }) => [account.uid, account.fangka]))
  const playing = crowd.play()
  const schedule = makeKillSchedule(SEED, KILLS)
  const pushCount = (): number => chronicle.pushCount
  killing = runKills({ server, schedule, pushCount, signal }).then(() => crowd.lastCall())
  await Promise.all([playing, killing])
  await untilWritten(server)
  assert.equal(await server.stop(), 0)

  const audit = await auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  const seen = crowd.outcomes.filter(({ kind }) => kind === 'seen').length
  t.diagnostic(`kills ${KILLS} (${schedule.filter(({ kind }) => kind !== 'in play').length} while starting)`)
  t.diagnostic(verdictOf(audit))
  t.diagnostic(`match ends: ${seen} seen, ${crowd.outcomes.length - seen} missed`)
  assert.deepEqual(audit.faults, [])
  assert.ok(audit.tables >= PARTIES + HOSTS, 'too few tables were played')
  assert.ok(audit.answers.acknowledged > 1000, 'too little was played')
})
