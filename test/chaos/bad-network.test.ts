// A network that takes every packet apart, delays it, and is cut under everybody again and again: no move that anybody was
// told of is lost or doubled, and every match is played to its end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadNetwork } from '../support/bad-network.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { untilWritten, whilePlaying } from './quiet.ts'
import { auditRun, verdictOf } from './run-audit.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const TABLES = 8
const STRANGERS = 4
const CUTS = 6
/** Of all players together, between two cuts. */
const PUSHES_BETWEEN = 600
const WEATHER = { pieceBytes: 200, delayMs: 3 }
const DEADLINE_MS = 180_000

test(`a network that fails ${CUTS} times under ${TABLES} tables, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: '1/1' } })
  const network = await BadNetwork.open(server.ports.game, WEATHER, SEED)
  const end = new AbortController()
  t.after(async () => {
    end.abort()
    await network.close()
    await server.close()
  })
  const chronicle = new Chronicle()
  const crowd = await Crowd.gather({
    server: { ports: { ...server.ports, game: network.port } },
    chronicle,
    signal: end.signal,
    seed: SEED,
    parties: TABLES,
    strangers: STRANGERS,
    rounds: [1],
    auto: { thinkMs: (rng) => rng.below(20) },
  })
  const start = new Map(crowd.players.map(({ account }) => [account.uid, account.fangka]))
  const playing = crowd.play()
  for (let cut = 1; cut <= CUTS; cut += 1) {
    const goal = chronicle.pushCount + PUSHES_BETWEEN
    await whilePlaying(playing, 'play goes on', () => chronicle.pushCount >= goal)
    network.cut()
  }
  crowd.lastCall()
  await playing
  await untilWritten(server)
  assert.equal(await server.stop(), 0)
  const audit = await auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  t.diagnostic(verdictOf(audit))
  assert.deepEqual(audit.faults, [])
  assert.ok(audit.answers.acknowledged > 100, 'too little was played')
})
