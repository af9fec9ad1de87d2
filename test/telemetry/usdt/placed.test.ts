// The places where probes fire, without a tracer: what each is told, and that nobody is told who does not watch.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connected, HandledMessage, NetObserver } from '../../../src/net/observer.ts'
import { silentObserver } from '../../../src/net/observer.ts'
import { NO_EVENTS, NO_OBSERVER } from '../../../src/room/observer.ts'
import { makeLog } from '../../../src/telemetry/log.ts'
import { probeJournal, probeStore } from '../../../src/telemetry/usdt/probe-keepers.ts'
import { probeNet, probeWeb } from '../../../src/telemetry/usdt/probe-net.ts'
import { probeLog, probeTick } from '../../../src/telemetry/usdt/probe-process.ts'
import { probeBrain, probeRooms, probeTables } from '../../../src/telemetry/usdt/probe-rooms.ts'
import { openUsdt } from '../../../src/telemetry/usdt/provider.ts'
import { makeRecorder } from './recorder.ts'

const who: Connected = { id: 's7', ip: '::1', bufferedBytes: 90_000 }
const answered: HandledMessage = {
  route: 'DeskManager.Ready',
  result: 'OK',
  ms: 1,
  receivedAtMs: 0,
  trace: null,
}

test('a message has one number from its start to its end, however connections interleave', () => {
  const { usdt, fired } = makeRecorder()
  const net = probeNet(silentObserver, usdt)
  const other: Connected = { id: 's8', ip: '::1' }
  net.messageBegun?.('DeskManager.Ready', 10, who)
  net.messageBegun?.('Manager.Login', 20, other)
  net.messageHandled({ ...answered, route: 'Manager.Login', result: 'BAD_TOKEN' }, other)
  net.messageHandled(answered, who)
  // Not begun (an unknown route), and answered twice: no end without a start.
  net.messageHandled({ ...answered, route: 'unknown' }, who)
  assert.deepEqual(fired, [
    ['handler__start', 1, 'DeskManager.Ready', 7, 10],
    ['handler__start', 2, 'Manager.Login', 8, 20],
    ['handler__done', 2, 'Manager.Login', 'BAD_TOKEN'],
    ['handler__done', 1, 'DeskManager.Ready', 'OK'],
  ])
})

test('a tracer that comes between start and end is told of no end', () => {
  const { usdt, fired, watch } = makeRecorder()
  const net = probeNet(silentObserver, usdt)
  watch([])
  net.messageBegun?.('DeskManager.Ready', 10, who)
  watch(['handler__done'])
  net.messageHandled(answered, who)
  assert.deepEqual(fired, [])
})

test('a socket that does not read is told with what it holds; one that does is not', () => {
  const { usdt, fired, watch } = makeRecorder()
  const net = probeNet(silentObserver, usdt)
  watch(['ws__backpressure'])
  net.pushSent('onGameEnd', 100, who)
  net.pushSent('onGameEnd', 100, { ...who, bufferedBytes: 0 })
  net.pushSent('onGameEnd', 100)
  assert.deepEqual(fired, [['ws__backpressure', 7, 90_000]])
})

test('a pool is told with each tick; without one only the tick is', () => {
  const { usdt, fired } = makeRecorder()
  const levels = { tables: () => 3, connections: () => 5 }
  probeTick(usdt, { ...levels, pool: () => ({ open: 10, used: 4, waiting: 2 }) })(1.5)
  probeTick(usdt, { ...levels, pool: null })(0)
  assert.deepEqual(fired, [
    ['tick', 1500, 3, 5],
    ['db__pool', 4, 6, 2],
    ['tick', 0, 3, 5],
  ])
})

test('levels are not read while nobody watches', () => {
  const { usdt, watch } = makeRecorder()
  watch([])
  const never = (): never => assert.fail('nobody asked')
  probeTick(usdt, { tables: never, connections: never, pool: never })(1)
})

test('a batch that fails ends once, as failed', () => {
  const { usdt, fired, watch } = makeRecorder()
  watch(['wal__sync__start', 'wal__sync__done'])
  const journal = probeJournal({}, usdt)
  journal.batchBegun?.({ records: 2, bytes: 200 })
  journal.stateChanged?.({ kind: 'failed', reason: 'EIO', sinceMs: 0, attempts: 0 } as never)
  journal.stateChanged?.({ kind: 'failed', reason: 'EIO', sinceMs: 0, attempts: 1 } as never)
  journal.batchBegun?.({ records: 1, bytes: 100 })
  journal.batchCommitted?.({ records: 1, bytes: 100, writeMs: 0, syncMs: 0 })
  assert.deepEqual(fired, [
    ['wal__sync__start', 1, 2, 200],
    ['wal__sync__done', 1, 1],
    ['wal__sync__start', 2, 1, 100],
    ['wal__sync__done', 2, 0],
  ])
})

test('what the log says as wrong is told with its code, and the log still has it', () => {
  const { usdt, fired } = makeRecorder()
  const lines: string[] = []
  const log = probeLog(makeLog({ level: 'warn', write: (line) => lines.push(line) }), usdt)
  log.error('store_failed', { error: Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }) })
  log.error('handler_failed', { route: 'Manager.Login', error: new TypeError('a bug') })
  log.error('invariant_violated', { violation: { code: 'TILES' } })
  log.warn('ops_failed' as never)
  log.info('ready', { code: 'NOT_TOLD' })
  assert.deepEqual(fired, [
    ['error', 'store_failed', 'ECONNREFUSED'],
    ['error', 'handler_failed', 'TypeError'],
    ['error', 'invariant_violated', 'TILES'],
    ['error', 'ops_failed', ''],
  ])
  assert.equal(lines.length, 4)
  log.level = 'error'
  assert.equal(log.level, 'error')
  log.warn('log_dropped', { lines: 1 })
  assert.equal(lines.length, 4)
})

test('whatever is not probed still reaches the observer inside', () => {
  const { usdt } = makeRecorder()
  const heard: string[] = []
  const listening = new Proxy(silentObserver, {
    get: (target, name) => {
      heard.push(String(name))
      return target[name as keyof NetObserver]
    },
    ownKeys: (target) => Reflect.ownKeys(target),
  })
  const net = probeNet(listening, usdt)
  heard.length = 0
  net.sessionOpened('ws', who)
  net.dataReceived('ws', 1, who)
  net.pushSent('onGameEnd', 1, who)
  net.messageHandled(answered, who)
  net.sessionClosed('ws', 'NORMAL', 1, who)
  assert.deepEqual(heard, ['sessionOpened', 'dataReceived', 'pushSent', 'messageHandled', 'sessionClosed'])
})

test('in a process without probes nothing is wrapped', () => {
  const usdt = openUsdt({ isOn: false })
  const log = makeLog({ level: 'error', write: () => undefined })
  const web = { request: () => undefined, failed: () => undefined }
  const brain = (): never => assert.fail('not asked')
  const store = {} as Parameters<typeof probeStore>[0]
  const journal = {}
  assert.equal(probeNet(silentObserver, usdt), silentObserver)
  assert.equal(probeWeb(web, usdt), web)
  assert.equal(probeRooms(NO_OBSERVER, usdt), NO_OBSERVER)
  assert.equal(probeTables(NO_EVENTS, usdt), NO_EVENTS)
  assert.equal(probeBrain(brain, usdt), brain)
  assert.equal(probeJournal(journal, usdt), journal)
  assert.equal(probeStore(store, usdt), store)
  assert.equal(probeLog(log, usdt), log)
})
