// An orderly stop under play: everybody is told, every connection is closed with a code that says "come back", and after
// the restart every table goes on at the question at which it stood.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Seat } from '../../src/rules/tiles.ts'
import type { Prompt } from '../../src/table/prompt.ts'
import { replay } from '../../src/table/replay.ts'
import type { TableState } from '../../src/table/state.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import type { PersistentPlayer } from './persistent-player.ts'
import { untilWritten, whilePlaying } from './quiet.ts'
import { auditRun, openStoppedJournal, verdictOf } from './run-audit.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const TABLES = 20
const GOING_AWAY = 1001
/** Of each player: enough that every table is past its deal. */
const PUSHES_BEFORE = 25
const DEADLINE_MS = 180_000

test(`a stop under ${TABLES} tables, and the start after it, seed ${SEED}`, {
  timeout: DEADLINE_MS,
}, async (t) => {
  const server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: '4/1' } })
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
    // No match is over before the slowest table has begun.
    rounds: [4],
    auto: { thinkMs: (rng) => rng.below(60) },
  })
  const { players } = crowd
  const start = new Map(players.map(({ account }) => [account.uid, account.fangka]))
  crowd.lastCall()
  const playing = crowd.play()
  await whilePlaying(playing, 'every table is in play', () =>
    players.every(({ wire }) => (wire?.log.pushes.length ?? 0) > PUSHES_BEFORE),
  )

  const gate = Promise.withResolvers<void>()
  const wires = players.map((player) => {
    player.absence = gate.promise
    return player.wire!
  })
  assert.equal(await server.stop(), 0, 'an orderly stop ends with 0, and in time')
  for (const { client, log } of wires) {
    assert.equal((await client.ended).code, GOING_AWAY)
    assert.ok(log.hasSeen('onServerDrain'), 'a player was not told of the stop')
  }

  const open = await openPrompts(server.dataDir)
  assert.equal(open.tables, TABLES)
  await server.restart()
  for (const { auto } of players) holdStill(auto, true)
  gate.resolve()
  await whilePlaying(playing, 'everybody is back', () =>
    players.every(({ wire }) => wire?.log.hasSeen('onFairness')),
  )
  const asked = players.filter((player) => isAskedAgain(player, open))
  assert.ok(asked.length >= TABLES / 2, `only ${asked.length} questions were open`)

  for (const { auto } of players) {
    holdStill(auto, false)
    void auto.goOn()
  }
  await playing
  await untilWritten(server)
  assert.equal(await server.stop(), 0)
  const audit = await auditRun({ dataDir: server.dataDir, chronicle, prices: { perMatch: 1 }, start })
  t.diagnostic(`questions open over the stop: ${asked.length}; ${verdictOf(audit)}`)
  assert.deepEqual(audit.faults, [])
})

function holdStill(auto: PersistentPlayer['auto'], isHeld: boolean): void {
  auto.hold = () => isHeld
  auto.confirms = !isHeld
}

type OpenPrompts = {
  readonly tables: number
  /** By player; null while he is asked nothing. Only of tables at which nobody but a player can go on. */
  readonly byUid: ReadonlyMap<number, Prompt | null>
}

/** What the journal of the stopped server says that every player has to be asked. */
async function openPrompts(dataDir: string): Promise<OpenPrompts> {
  const journal = await openStoppedJournal(dataDir)
  const states: TableState[] = []
  for await (const { kind, records } of journal.unfinished()) {
    assert.equal(kind, 'intact')
    states.push(replay(records.flatMap(({ events }) => events)))
  }
  await journal.close()
  const byUid = new Map<number, Prompt | null>()
  for (const { seats, prompts, phase } of states) {
    if (phase.kind === 'sorting' || phase.kind === 'waiting') continue
    for (const [seat, taken] of seats.entries()) byUid.set(taken!.player.uid, prompts[seat as Seat] ?? null)
  }
  return { tables: states.length, byUid }
}

/** Whether the player is asked something; throws where it is not the question of the journal. */
function isAskedAgain({ account, auto }: PersistentPlayer, { byUid }: OpenPrompts): boolean {
  const expected = byUid.get(account.uid)
  if (expected === undefined) return false
  const { question } = auto.view
  assert.equal(question?.promptId ?? null, expected?.id ?? null, `${account.uid} is asked something else`)
  if (question?.kind === 'play') assert.ok(question.hint.timeoutMs! > 0, 'the time of the stop is given back')
  return expected !== null
}
