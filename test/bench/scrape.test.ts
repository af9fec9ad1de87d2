// The figures of the benchmark's table stand on this reading of /metrics.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growthOf, histogramQuantile, parseExposition, sumOf } from '../../bench/load/scrape.ts'

const exposition = (counts: readonly number[]): string => `
# HELP t_seconds Time.
# TYPE t_seconds histogram
t_seconds_bucket{le="0.001",action="act"} ${counts[0]}
t_seconds_bucket{le="0.01",action="act"} ${counts[1]}
t_seconds_bucket{le="+Inf",action="act"} ${counts[2]}
t_seconds_bucket{le="0.001",action="ready"} 0
t_seconds_bucket{le="0.01",action="ready"} 7
t_seconds_bucket{le="+Inf",action="ready"} 7
plain_total 3
moves_total{action="act",result="ok"} ${counts[2]}
moves_total{action="act",result="rejected"} 1
`
const window = {
  before: parseExposition(exposition([10, 10, 10])),
  after: parseExposition(exposition([60, 109, 110])),
}

test('samples are read with their labels, comments are not samples', () => {
  assert.equal(window.before.length, 9)
  assert.equal(sumOf(window.before, 'plain_total'), 3)
  assert.equal(
    sumOf(window.after, 'moves_total', ({ result }) => result === 'ok'),
    110,
  )
})

test('only what was counted between the scrapes counts', () => {
  assert.equal(growthOf(window, 'moves_total'), 100)
  assert.equal(growthOf(window, 'plain_total'), 0)
})

test('a quantile lies in its bucket as far in as its share of the bucket', () => {
  // Of the 100: 50 up to 1 ms, 49 up to 10 ms, 1 beyond.
  const at = (q: number): number => histogramQuantile(window, 't_seconds', { q })
  assert.equal(at(0.5), 0.001)
  assert.equal(at(0.25), 0.0005)
  assert.ok(Math.abs(at(0.99) - 0.01) < 1e-12)
  assert.ok(Math.abs(at(0.745) - 0.0055) < 1e-12)
})

test('beyond the last bound the last bound is all that is known', () => {
  assert.equal(histogramQuantile(window, 't_seconds', { q: 0.999 }), 0.01)
})

test('without observations there is no quantile', () => {
  const wanted = ({ action }: Readonly<Record<string, string>>): boolean => action === 'ready'
  assert.ok(Number.isNaN(histogramQuantile(window, 't_seconds', { q: 0.5, wanted })))
})
