// docs/metrics.md is what the catalogue says. UPDATE_DOCS=1 rewrites its tables.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { METRIC_NAMES } from '../../src/telemetry/catalogue.ts'
import { withMetricTables } from './metrics-doc.ts'

const FILE = new URL('../../docs/metrics.md', import.meta.url)
if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, withMetricTables(readFileSync(FILE, 'utf8')))
const text = readFileSync(FILE, 'utf8')

test('docs/metrics.md has every metric, as the catalogue says it', () => {
  assert.equal(text, withMetricTables(text), 'run this test with UPDATE_DOCS=1')
  for (const name of METRIC_NAMES) assert.ok(text.includes(`| \`${name}\` |`), name)
  for (const [, name] of text.matchAll(/\b((?:mj|process|nodejs)_[a-z_]+[a-z])/g)) {
    const base = name!.replace(/_(bucket|sum|count)$/, '')
    assert.ok((METRIC_NAMES as readonly string[]).includes(base), `${name} is no metric`)
  }
})
