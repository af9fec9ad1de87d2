// Whether the audit of a chaos run would see a fault: a real match is played, then single facts are changed.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../support/server-process.ts'
import { auditAnswers, newTally } from './answer-audit.ts'
import { Chronicle, Visit } from './chronicle.ts'
import type { ConnectionLog, SentRequest } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { auditPushes, syncNumbers } from './push-audit.ts'
import { untilWritten } from './quiet.ts'
import { auditRun, openStoppedJournal } from './run-audit.ts'
import { auditSeats } from './seat-audit.ts'
import { TableTrace } from './table-trace.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)

describe(`the audit of a match, seed ${SEED}`, () => {
  let server: ServerProcess
  let trace: TableTrace
  const chronicle = new Chronicle()

  before(async () => {
    server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: '1/1' } })
    const { signal } = new AbortController()
    const crowd = await Crowd.gather({ server, chronicle, signal, seed: SEED, parties: 1, rounds: [1] })
    const start = new Map(crowd.players.map(({ account }) => [account.uid, account.fangka]))
    crowd.lastCall()
    await crowd.play()
    await untilWritten(server)
    await server.stop()
    const { dataDir } = server
    const audit = await auditRun({ dataDir, chronicle, prices: { perMatch: 1 }, start })
    assert.deepEqual(audit.faults, [])
    const wrongPrice = await auditRun({ dataDir, chronicle, prices: { perMatch: 2 }, start })
    assert.match(wrongPrice.faults.join('\n'), /was charged -1/)
    const journal = await openStoppedJournal(dataDir)
    const [tableId] = chronicle.tableIds() as ReadonlySet<string> & Iterable<string>
    trace = new TableTrace(await journal.read(tableId!), syncNumbers(tableId!, chronicle.visits))
    await journal.close()
  })
  after(async () => await server.close())

  test('finds a seat that was given away while its player was there', () => {
    assert.deepEqual(auditSeats(trace.records), [])
    const dealtAt = trace.records.findIndex(({ events }) => events.some(({ type }) => type === 'dealt'))
    const { seq, ...record } = trace.records[dealtAt]!
    const { uid } = trace.final.seats[1]!.player
    const left = { ...record, seq, events: [{ type: 'left', seat: 1, uid } as const] }
    assert.deepEqual(auditSeats([...trace.records.slice(0, dealtAt), left]), [
      `table ${trace.tableId}: ${uid} lost his seat at ${seq}, away for 0 ms`,
    ])
  })

  /** The chronicle with one player's only connection changed. */
  function tampered(change: (log: ConnectionLog) => void): Visit[] {
    const [first, ...rest] = chronicle.visits
    const visit = new Visit(first!.uid)
    const [log] = first!.connections
    const copy = visit.connect()
    copy.tableId = log!.tableId
    copy.deskId = log!.deskId
    copy.requests.push(...log!.requests.map((request) => ({ ...request })))
    copy.pushes.push(...structuredClone(log!.pushes))
    change(copy)
    return [visit, ...rest]
  }

  const takenAnswer = ({ requests }: ConnectionLog): SentRequest => {
    const taken = requests.filter(
      ({ route, answer }) => route === 'DeskManager.OpChoose' && answer?.code === 0,
    )
    return taken.at(-1)!
  }

  const ANSWERS: readonly { name: string; fault: RegExp; change: (log: ConnectionLog) => void }[] = [
    {
      name: 'an acknowledged move that the journal does not have',
      fault: /was acknowledged, the journal has nothing/,
      change: (log) => {
        const request = takenAnswer(log)
        log.requests.push({ ...request, payload: { ...request.payload, promptId: 99_999 } })
      },
    },
    {
      name: 'an acknowledged move that is another one in the journal',
      fault: /was acknowledged, the journal has/,
      change: (log) => {
        const request = takenAnswer(log)
        log.requests.push({ ...request, payload: { ...request.payload, optype: 1, idx: 107 } })
      },
    },
    {
      name: 'a refused move that was taken',
      fault: /was refused .* and taken/,
      change: (log) => {
        takenAnswer(log).answer = { code: 31_044, reason: 'STALE_PROMPT' }
      },
    },
    {
      name: 'a move that nobody sent',
      fault: /nobody sent/,
      change: (log) => log.requests.splice(log.requests.indexOf(takenAnswer(log)), 1),
    },
    {
      name: 'a move that was taken before an earlier one',
      fault: /after \d+ had been acknowledged/,
      change: (log) => {
        const first = log.requests.find(({ payload }) => payload['promptId'] !== undefined)!
        Object.assign(first, { sentAtMs: Number.MAX_VALUE, answeredAtMs: Number.MAX_VALUE })
      },
    },
  ]
  for (const { name, fault, change } of ANSWERS)
    test(`finds ${name}`, () => {
      assert.match(auditAnswers(trace, tampered(change), newTally()).join('\n'), fault)
    })

  test('finds a move that was taken twice', () => {
    const { tableId, answers } = trace
    const twice = answers.find(({ cause }) => cause === 'player')!
    const tally = newTally()
    const faults = auditAnswers({ tableId, answers: [...answers, twice] }, chronicle.visits, tally)
    assert.match(faults.join('\n'), /is answered 2 times/)
    assert.equal(tally.doubled, 1)
  })

  const discardIn = ({ pushes }: ConnectionLog): number =>
    pushes.findIndex(
      ({ route, payload }) => route === 'onOpTypeDo' && JSON.stringify(payload).includes('"optype":1'),
    )

  const PUSHES: readonly { name: string; change: (log: ConnectionLog) => void }[] = [
    { name: 'a push that was lost', change: (log) => log.pushes.splice(discardIn(log), 1) },
    {
      name: 'a push that came twice',
      change: (log) => log.pushes.splice(discardIn(log), 0, log.pushes[discardIn(log)]!),
    },
    {
      name: 'a move that was shown and is not in the journal',
      change: (log) => {
        const { payload } = log.pushes[discardIn(log)]!
        const { mjs } = payload as { mjs: number[] }
        mjs[0] = (mjs[0]! + 1) % 108
      },
    },
    {
      name: 'a table that was shown otherwise than it was',
      change: (log) => {
        const { payload } = log.pushes.find(({ route }) => route === 'onPlayerEnter')!
        ;(payload as { data: { score: number }[] }).data[0]!.score += 1
      },
    },
  ]
  for (const { name, change } of PUSHES)
    test(`finds ${name}`, () => {
      assert.equal(auditPushes(trace, tampered(change), { events: 0, syncs: 0 }).length, 1)
    })
})
