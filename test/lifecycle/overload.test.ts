// When a process turns people away: measured, in two steps, and without flapping.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OverloadLimits } from '../../src/lifecycle/overload.ts'
import { Overload, rssLimitBytes } from '../../src/lifecycle/overload.ts'
import { fc } from '../support/property.ts'

const SAMPLE_MS = 20

const LIMITS: OverloadLimits = {
  sampleMs: SAMPLE_MS,
  loopDelayMs: 200,
  windowMs: 10_000,
  maxRssBytes: 1000,
  maxTables: 100,
  tablesPercent: 80,
  reliefPercent: 90,
}

function newOverload(limits: Partial<OverloadLimits> = {}) {
  const levels = { rss: 0, tables: 0 }
  const overload = new Overload(
    { ...LIMITS, ...limits },
    { rssBytes: () => levels.rss, tables: () => levels.tables },
  )
  const judged = (): string => {
    overload.judge()
    return [overload.refusesTables && 'tables', overload.refusesSockets && 'sockets']
      .filter(Boolean)
      .join(' ')
  }
  const fill = (delayMs: number): void => {
    for (let ms = 0; ms < LIMITS.windowMs; ms += SAMPLE_MS) overload.sample(delayMs)
  }
  return { overload, levels, judged, fill }
}

test('a quiet process turns nobody away', () => {
  const { judged, fill } = newOverload()
  assert.equal(judged(), '')
  fill(5)
  assert.equal(judged(), '')
})

test('one long stall is as bad as the many short ones that it swallowed', () => {
  const { overload, judged } = newOverload()
  overload.sample(1000)
  assert.ok(overload.loopDelayMs > 800, `${overload.loopDelayMs} ms`)
  assert.equal(judged(), 'tables sockets')
})

test('one pause of a garbage collection is no overload', () => {
  const { overload, judged } = newOverload()
  overload.sample(100)
  assert.ok(overload.loopDelayMs < 50, `${overload.loopDelayMs} ms`)
  assert.equal(judged(), '')
})

test('an old stall is forgotten with its window', () => {
  const { overload, judged, fill } = newOverload()
  overload.sample(5000)
  assert.equal(judged(), 'tables sockets')
  fill(0)
  assert.equal(overload.loopDelayMs, 0)
  assert.equal(judged(), '')
})

test('a stall longer than the window fills it and no more', () => {
  const { overload } = newOverload()
  overload.sample(3_600_000)
  assert.ok(Number.isFinite(overload.loopDelayMs))
})

test('tables are refused before sockets, and both are let in again only with room to spare', () => {
  const { levels, judged } = newOverload()
  const at = (rss: number): string => {
    levels.rss = rss
    return judged()
  }
  assert.deepEqual([799, 800, 999, 1000, 901, 899, 721, 719, 799].map(at), [
    '',
    'tables',
    'tables',
    'tables sockets',
    'tables sockets',
    'tables',
    'tables',
    '',
    '',
  ])
})

test('a process that holds all its tables takes no more players; the limit of tables itself is the lobby’s', () => {
  const { levels, judged } = newOverload()
  const at = (tables: number): string => {
    levels.tables = tables
    return judged()
  }
  assert.deepEqual([99, 100, 91, 89].map(at), ['', 'sockets', 'sockets', ''])
})

test('what is set to 0 is not measured', () => {
  const { overload, levels, judged } = newOverload({ loopDelayMs: 0, maxRssBytes: 0 })
  overload.sample(60_000)
  levels.rss = Number.MAX_SAFE_INTEGER
  assert.equal(judged(), '')
})

test('the measure is the 99th percentile of the window, whatever the delays', () => {
  const samples = (LIMITS.windowMs / SAMPLE_MS) | 0
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: SAMPLE_MS - 1 }), { minLength: samples, maxLength: samples }),
      (delays) => {
        const { overload } = newOverload()
        for (const delay of delays) overload.sample(delay)
        const later = delays.filter((delay) => delay > overload.loopDelayMs).length
        assert.ok(later <= samples / 100)
        assert.ok(delays.includes(overload.loopDelayMs))
      },
    ),
    { numRuns: 20 },
  )
})

test('the bound of memory is what is written, else nine tenths of a container that has one', () => {
  const machine = { constrainedBytes: 0, machineBytes: 8000 }
  assert.equal(rssLimitBytes(2, machine), 2 * 1024 * 1024)
  assert.equal(rssLimitBytes(0, machine), 0)
  assert.equal(rssLimitBytes(0, { ...machine, constrainedBytes: 1000 }), 900)
  assert.equal(rssLimitBytes(0, { ...machine, constrainedBytes: 2 ** 63 }), 0)
})
