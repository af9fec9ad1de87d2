// A tracer of the system at a live server: what it is told of a match is what the metrics and the players know of it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { ProbeName } from '../../../src/telemetry/usdt/probes.ts'
import { PROBE_NAMES, PROBES } from '../../../src/telemetry/usdt/probes.ts'
import { AutoPlayer } from '../../support/auto-player.ts'
import { logInAsGuest, PlayerClient } from '../../support/player-client.ts'
import type { Json } from '../../support/player-client.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { wallOf } from '../../support/table-party.ts'
import { until } from '../../support/until.ts'
import type { Fired } from './tracer.ts'
import { lackOfTracer, Tracer, watchedOf } from './tracer.ts'

const DESK: Json = { preset: 'xuezhan', round: 1 }
/** SQLite has no pool. */
const SILENT: readonly ProbeName[] = ['db__pool']
const MATCH_MS = 120_000

type Metrics = ReadonlyMap<string, number>

/** Growth of all children of a metric, by the value of one label. */
function growth(
  [before, now]: readonly [Metrics, Metrics],
  name: string,
  label: string,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [child, value] of now) {
    if (!child.startsWith(`${name}{`)) continue
    const key = new RegExp(`[{,]${label}="([^"]*)"`).exec(child)?.[1] ?? ''
    const grown = value - (before.get(child) ?? 0)
    if (grown > 0) sums.set(key, (sums.get(key) ?? 0) + grown)
  }
  return sums
}

function countBy(fired: readonly Fired[], arg: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { args } of fired) {
    const key = String(args[arg])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
const growthOf = (pair: readonly [Metrics, Metrics], name: string): number =>
  (pair[1].get(name) ?? 0) - (pair[0].get(name) ?? 0)

const skip = lackOfTracer('bpftrace at a live server')

describe('a match that bpftrace watches', { skip, timeout: 2 * MATCH_MS }, () => {
  let server: ServerProcess
  let fired: readonly Fired[] = []
  let metrics: readonly [Metrics, Metrics]
  let uid = 0
  let table = 0
  const of = (name: ProbeName): readonly Fired[] => fired.filter(({ probe }) => probe === name)

  before(async () => {
    server = await ServerProcess.start()
    const metricsBefore = await server.metrics()
    const tracer = await Tracer.attach(server, PROBE_NAMES)
    const account = await logInAsGuest(server.ports, randomUUID())
    uid = account.uid
    const wire = await PlayerClient.logIn(server.ports, account)
    const player = new AutoPlayer({ uid, seed: 7, wallSize: wallOf(DESK) })
    player.use(wire)
    const started = await player.say('DeskManager.QuickStart', { options: DESK })
    table = Number(
      (started['tableInfo'] as { deskId?: string } | undefined)?.deskId ?? started['deskId'] ?? 0,
    )
    await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
    await player.say('DeskManager.Ready')
    await player.finished
    await fetch(`http://127.0.0.1:${server.ports.metrics}/debug/loglevel`, { method: 'PUT', body: 'info' })
    wire.close()
    await until('the connection is gone', async () => (await server.metric('mj_ws_connections')) === 0)
    await until(
      'the rows are written',
      async () => (await server.metric('mj_queue_depth{queue="write_behind"}')) === 0,
    )
    fired = await tracer.stop(({ probe }) => probe === 'ws__close')
    metrics = [metricsBefore, await server.metrics()]
  })
  after(async () => await server.close())

  test('every probe has fired, with as many arguments as it says', () => {
    const seen = new Set(fired.map(({ probe }) => probe))
    assert.deepEqual(
      PROBE_NAMES.filter((name) => !seen.has(name)),
      PROBE_NAMES.filter((name) => SILENT.includes(name)),
    )
    for (const { probe, args } of fired) {
      for (const [index, { type, name }] of PROBES[probe].args.entries()) {
        const value = args[index]
        const isRight = type === 'i64' ? Number.isSafeInteger(value) : typeof value === 'string'
        assert.ok(isRight, `${probe}: ${name} is ${String(value)}`)
      }
    }
  })

  test('handlers: as many as were answered, each start with its end', () => {
    const [starts, ends] = [of('handler__start'), of('handler__done')]
    assert.deepEqual(
      sorted(countBy(starts, 1)),
      sorted(growth(metrics, 'mj_handler_duration_seconds_count', 'handler')),
    )
    assert.deepEqual(
      ends.map(({ args }) => args[0]),
      starts.map(({ args }) => args[0]),
    )
    assert.equal(new Set(starts.map(({ args }) => args[0])).size, starts.length)
    assert.deepEqual(sorted(countBy(ends, 2)), sorted(growth(metrics, 'mj_handler_results_total', 'result')))
    assert.ok(starts.every(({ args }) => Number(args[3]) >= 0 && args[2] === 1))
  })

  test('sockets: who came, what was read and sent, how it ended', () => {
    assert.deepEqual(
      of('ws__open').map(({ args }) => args),
      [[1, '127.0.0.1', 'ws']],
    )
    assert.equal(of('ws__close').length, 1)
    assert.deepEqual(
      sorted(countBy(of('ws__send'), 2)),
      sorted(growth(metrics, 'mj_ws_pushes_total', 'route')),
    )
    const bytes = of('ws__recv').reduce((sum, { args }) => sum + Number(args[1]), 0)
    assert.equal(bytes, growthOf(metrics, 'mj_ws_message_size_bytes_sum{direction="in"}'))
  })

  test('moves: what players and bots did, at this table, by seats that exist', () => {
    const moves = of('table__action')
    const [people, bots] = [
      moves.filter(({ args }) => args[5] === 0),
      moves.filter(({ args }) => args[5] === 1),
    ]
    const taken = [...metrics[1]].filter(
      ([name]) => name.startsWith('mj_actions_total{') && name.includes('result="ok"'),
    )
    assert.equal(
      people.length,
      taken.reduce((sum, [, value]) => sum + value, 0),
    )
    assert.deepEqual(sorted(countBy(bots, 2)), sorted(growth(metrics, 'mj_bot_moves_total', 'action')))
    for (const { args } of moves) {
      const [, seat, action, tile] = args
      assert.ok(Number(seat) >= 0 && Number(seat) <= 3)
      // Nothing but a discard names its tile: what is hidden from players is not told to a tracer either.
      if (action === 'discard') assert.ok(Number(tile) >= 0 && Number(tile) <= 107)
      else assert.equal(tile, -1)
    }
  })

  test('one table was made, went through its phases, and ended', () => {
    const [made] = of('table__create')
    assert.equal(of('table__create').length, 1)
    assert.match(String(made?.args[1]), /^[0-9a-f-]{36}$/)
    const no = made?.args[0]
    if (table > 0) assert.equal(no, table)
    assert.ok(Number(no) >= 100_000 && Number(no) <= 999_999)
    assert.deepEqual(
      of('table__end').map(({ args }) => args),
      [[no, 'finished', 1]],
    )
    const phases = of('table__state').map(({ args }) => args)
    assert.equal(phases[0]?.[1], 'waiting')
    assert.equal(phases.at(-1)?.[2], 'ended')
    for (const [index, phase] of phases.entries())
      if (index > 0) assert.equal(phase[1], phases[index - 1]![2])
  })

  test('pairs: each start has its end, with the same number', () => {
    const pairs: readonly (readonly [ProbeName, ProbeName])[] = [
      ['decide__start', 'decide__done'],
      ['ai__start', 'ai__done'],
      ['db__query__start', 'db__query__done'],
      ['wal__sync__start', 'wal__sync__done'],
    ]
    for (const [start, done] of pairs) {
      const ids = (name: ProbeName): number[] =>
        of(name)
          .map(({ args }) => Number(args[0]))
          .sort((a, b) => a - b)
      assert.ok(ids(start).length > 0, start)
      assert.deepEqual(ids(start), ids(done), done)
      assert.equal(new Set(ids(start)).size, ids(start).length, start)
    }
    assert.equal(of('broadcast__start').length, of('broadcast__done').length)
    assert.equal(of('broadcast__handed').length, of('broadcast__done').length)
  })

  test('the journal and the database: as much as was counted', () => {
    const records = of('wal__sync__start').reduce((sum, { args }) => sum + Number(args[1]), 0)
    assert.equal(records, growthOf(metrics, 'mj_journal_records_total'))
    assert.ok(of('wal__sync__done').every(({ args }) => args[1] === 0))
    assert.ok(of('db__query__start').some(({ args }) => /^insert into/i.test(String(args[1]))))
    assert.ok(of('db__query__done').every(({ args }) => Number(args[2]) >= 0))
  })

  test('points: what one seat paid another got, and the sum of a match is nothing', () => {
    const scores = of('score')
    const sums = new Map<number, number>()
    for (const { args } of scores) {
      const [, reason, from, to, points] = args
      assert.notEqual(reason, '')
      assert.ok(Number(points) > 0)
      sums.set(Number(from), (sums.get(Number(from)) ?? 0) - Number(points))
      sums.set(Number(to), (sums.get(Number(to)) ?? 0) + Number(points))
    }
    assert.ok(scores.length > 0)
    assert.equal(
      [...sums.values()].reduce((sum, points) => sum + points, 0),
      0,
    )
  })

  test('requests and what the log says are told with their codes', () => {
    const logins = of('http__done').filter(({ args }) => args[0] === '/v1/user/login/guest')
    assert.deepEqual(
      logins.map(({ args }) => args[1]),
      [200],
    )
    assert.ok(of('error').some(({ args }) => args[0] === 'log_level_changed'))
    assert.ok(of('tick').every(({ args }) => Number(args[0]) >= 0))
    assert.ok(of('tick').some(({ args }) => args[1] === 1 && args[2] === 1))
  })
})

/** Each example keeps maps of its own, so that all of them can run at once. */
const EXAMPLES = PROBE_NAMES.map((name, index) => PROBES[name].example.replaceAll('@', `@m${index}_`)).join(
  '\n',
)

describe('tracers that come and go', { skip, timeout: 3 * MATCH_MS }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start()
  })
  after(async () => await server.close())

  test('the examples of docs/probes.md run as they stand there', async () => {
    const tracer = await Tracer.run(server, EXAMPLES, PROBE_NAMES)
    await logInAsGuest(server.ports, randomUUID())
    await until('the login was counted', async () => (await server.metric('http_server_requests_total')) > 0)
    const said = await tracer.end()
    assert.match(said, /@m\d+_\[\/v1\/user\/login\/guest, 200\]/)
    assert.doesNotMatch(said, /ERROR: (?!.*(RLIMIT_MEMLOCK|failed to detach))/)
  })

  test('with the map, a stack has the functions of this server, with file and line', async () => {
    const turnMap = async (word: 'on' | 'off') =>
      await fetch(`http://127.0.0.1:${server.ports.metrics}/debug/perf-map`, { method: 'PUT', body: word })
    const wire = await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, randomUUID()))
    await turnMap('on')
    const script = 'usdt:*:xuezhan:handler__start { @[ustack(12)] = count(); }'
    let said = ''
    // Functions that still run in the interpreter have no name: until they are hot the stack is asked for again.
    await until(
      'the stack is named',
      async () => {
        await call(wire, CALLS_TO_BE_HOT)
        const tracer = await Tracer.run(server, script, ['handler__start'])
        await call(wire, CALLS_TO_BE_SEEN)
        said = await tracer.end()
        return STACK.every((frame) => frame.test(said))
      },
      MATCH_MS,
    )
    await turnMap('off')
    wire.close()
  })

  test('a tracer that is killed, and two at once, leave the server as it was', async () => {
    const first = await Tracer.attach(server, ['tick'])
    await until('it is told of ticks', () => first.fired.length > 0, MATCH_MS)
    await first.kill()
    const second = await Tracer.attach(server, ['tick'])
    const third = await Tracer.attach(server, ['tick', 'http__done'])
    await until('both are told of ticks', () => second.fired.length > 0 && third.fired.length > 0, MATCH_MS)
    assert.deepEqual([...(await watchedOf(server))].sort(), ['http__done', 'tick'])
    await Promise.all([second.kill(), third.kill()])
    assert.deepEqual(await watchedOf(server), [])
    assert.equal(await server.stop(), 0)
  })
})

const CALLS_TO_BE_HOT = 1500
const CALLS_TO_BE_SEEN = 50
const STACK = [
  /JS:.?messageBegun file:\/\/.*\/src\/telemetry\/usdt\/probe-net\.ts:\d+:\d+/,
  /JS:.*\/src\/net\/dispatcher\.ts:\d+:\d+/,
]

async function call(wire: PlayerClient, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) await wire.request('Manager.RoundTrip', { ms: 1 })
}
