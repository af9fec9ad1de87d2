// What a line of the log is, and what it never holds.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeLog } from '../../src/telemetry/log.ts'
import type { LeveledLog } from '../../src/telemetry/log.ts'
import { LOG_EVENTS } from '../../src/telemetry/log-events.ts'
import type { LogEventSpec, LogLevel } from '../../src/telemetry/log-events.ts'
import { REDACTED } from '../../src/telemetry/log-fields.ts'
import { makeTextLine } from '../../src/telemetry/log-text.ts'
import { fc } from '../support/property.ts'
import { ROOT } from '../support/server-process.ts'

type Line = Readonly<Record<string, unknown>>

function openLog(level: LogLevel = 'info'): { log: LeveledLog; lines: Line[] } {
  const lines: Line[] = []
  const log = makeLog({ level, write: (line) => lines.push(JSON.parse(line) as Line) })
  return { log, lines }
}

test('an event is one line of JSON with a time, a level and its fields', () => {
  const written: string[] = []
  const log = makeLog({ level: 'info', write: (line) => written.push(line) })
  log.info('ready', { ports: { web: 1 }, ms: 5 })
  assert.equal(written.length, 1)
  assert.match(written[0]!, /^[^\n]*\n$/)
  const line = JSON.parse(written[0]!) as Line
  assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(
    { ...line, time: '' },
    {
      level: 'info',
      time: '',
      service: 'xuezhan',
      event: 'ready',
      ports: { web: 1 },
      ms: 5,
    },
  )
})

test('a field cannot pass for the event or the level of its line', () => {
  const { log, lines } = openLog()
  log.info('ready', { event: 'forged', level: 'debug', time: 0, service: 'other' })
  assert.equal(lines[0]!['event'], 'ready')
  assert.equal(lines[0]!['level'], 'info')
  assert.equal(lines[0]!['event_'], 'forged')
})

test('the level can be changed while the process runs', () => {
  const { log, lines } = openLog('warn')
  log.info('ready')
  log.level = 'debug'
  log.debug('query')
  log.level = 'error'
  log.warn('queue_retry')
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['query'],
  )
  assert.equal(log.level, 'error')
})

test('secrets are taken out wherever their key stands', () => {
  const { log, lines } = openLog()
  const secrets = {
    token: 'S1',
    Authorization: 'S2',
    serverSeed: 'S3',
    server_seed: 'S4',
    seatSeeds: ['S5'],
    imei: 'S6',
    'device-id': 'S7',
    password: 'S8',
    wall: ['S9'],
    hands: [['S10']],
    cause: { key: 'S11' },
  }
  log.info('ready', { ...secrets, nested: [{ deeper: secrets }] })
  assert.doesNotMatch(JSON.stringify(lines), /S\d/)
  assert.equal(lines[0]!['token'], REDACTED)
})

test('an error is its type, code, message, stack and cause, and not what a driver hung on it', () => {
  const { log, lines } = openLog()
  const cause = Object.assign(new Error('deadlock'), { code: 'ER_LOCK', sql: 'SELECT S1', values: ['S2'] })
  log.error('store_failed', { error: new TypeError('no row', { cause }) })
  const error = lines[0]!['error'] as Line
  assert.equal(error['type'], 'TypeError')
  assert.match(String(error['stack']), /log\.test\.ts/)
  const { stack: _, ...inner } = error['cause'] as Line
  assert.deepEqual(inner, { type: 'Error', code: 'ER_LOCK', message: 'deadlock' })
})

test('no field makes a line endless, and none makes logging throw', () => {
  const { log, lines } = openLog()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  log.info('ready', { circle, text: 'x'.repeat(1e6), list: Array.from({ length: 1e5 }, () => 'y') })
  log.info('ready', {
    big: 10n,
    call: () => 1,
    sign: Symbol('s'),
    bytes: new Uint8Array(1e6),
    none: undefined,
  })
  for (const line of lines) assert.ok(JSON.stringify(line).length < 20_000)
  assert.equal(lines[1]!['bytes'], '[1000000 bytes]')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => {
      lines.length = 0
      log.info('ready', fields)
      assert.equal(lines[0]!['event'], 'ready')
    }),
  )
})

test('on a terminal a line can be read: local time, level, event, fields, stack', () => {
  const json = JSON.stringify({
    level: 'error',
    time: '2026-11-26T10:00:00.123Z',
    service: 'xuezhan',
    event: 'store_failed',
    table: '7',
    error: { type: 'Error', message: 'no row', stack: 'Error: no row\n    at here' },
  })
  const text = makeTextLine(json, false)
  assert.match(
    text,
    /^\d\d:\d\d:00\.123 {2}error {2}store_failed +table=7 error\.type=Error error\.message="no row"\n {4}Error: no row\n {8}at here\n$/,
  )
  assert.ok(makeTextLine(json, true).includes('\u001B[31merror\u001B[0m'))
  assert.equal(makeTextLine('not JSON\n', false), 'not JSON\n')
})

const CALL = /\blog\.(debug|info|warn|error)\(\s*'(\w+)'/g
const calls = globSync('src/**/*.ts', { cwd: ROOT }).flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(CALL)].map(([, level, event]) => ({
    file,
    level,
    event: event!,
  })),
)

test('every call of the log names an event of the catalogue, at its level, and every event is logged', () => {
  assert.ok(calls.length > 20)
  const events: Readonly<Record<string, LogEventSpec>> = LOG_EVENTS
  for (const { file, level, event } of calls) assert.equal(events[event]?.level, level, `${event} in ${file}`)
  const logged = new Set(calls.map(({ event }) => event))
  assert.deepEqual(
    Object.keys(LOG_EVENTS).filter((event) => !logged.has(event)),
    [],
  )
})

test('docs/observability.md lists the events as they are (UPDATE_DOCS=1 writes them)', () => {
  const file = join(ROOT, 'docs/observability.md')
  const [begin, end] = ['<!-- generated: events -->', '<!-- end -->']
  const rows = Object.entries<LogEventSpec>(LOG_EVENTS).map(
    ([event, { level, says }]) => `| \`${event}\` | ${level} | ${says} |`,
  )
  const table = ['| event | level | what happened |', '| --- | --- | --- |', ...rows].join('\n')
  const text = readFileSync(file, 'utf8')
  const at = text.indexOf(begin) + begin.length
  const wanted = `${text.slice(0, at)}\n${table}\n${text.slice(text.indexOf(end, at))}`
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, wanted)
  else assert.equal(text, wanted)
})
