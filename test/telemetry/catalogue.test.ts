// The catalogue as a document: conventions, bounds that promises stand on, and that it is the only place.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { CATALOGUE, METRIC_NAMES, MOST_SERIES } from '../../src/telemetry/catalogue.ts'
import type { MetricName } from '../../src/telemetry/catalogue.ts'
import { HTTP_ROUTES } from '../../src/telemetry/http-routes.ts'
import type { MetricSpec } from '../../src/telemetry/metric-spec.ts'
import { openWeb } from '../web/web-fixture.ts'

const root = new URL('../../', import.meta.url)
const specs: readonly (readonly [string, MetricSpec])[] = Object.entries<MetricSpec>(CATALOGUE)
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8')
const sources = globSync('src/**/*.ts', { cwd: root.pathname }).filter((file) => !file.endsWith('.d.ts'))

test('every name follows the conventions of Prometheus', () => {
  for (const [name, { type, unit }] of specs) {
    assert.match(name, /^(mj|http|process|nodejs)_[a-z][a-z_]*[a-z]$/)
    assert.equal(name.endsWith('_total'), type === 'counter', name)
    assert.ok(!/_(count|sum|bucket)$/.test(name), name)
    const base = name.replace(/_total$/, '')
    if (unit === 'seconds' || unit === 'bytes') assert.ok(base.includes(unit), `${name} says ${unit}`)
    if (unit === 'ratio') assert.ok(base.endsWith('_ratio'), name)
  }
})

test('every metric says what it is, what for, and when it is bad', () => {
  for (const [name, { help, purpose }] of specs) {
    assert.ok(help.length >= 5 && help.endsWith('.'), `${name}: ${help}`)
    assert.ok(purpose.length >= 8 && purpose.endsWith('.'), `${name}: ${purpose}`)
  }
})

test('buckets rise, and only histograms have them', () => {
  for (const [name, { type, buckets = [] }] of specs) {
    assert.equal(buckets.length > 0, type === 'histogram', name)
    assert.deepEqual(
      buckets,
      [...new Set(buckets)].sort((a, b) => a - b),
      name,
    )
  }
})

test('promises are bounds of their buckets, so that what met them can be counted exactly', () => {
  const promised: readonly (readonly [MetricName, readonly number[]])[] = [
    ['mj_action_duration_seconds', [0.002, 0.015, 0.1]],
    ['mj_action_client_rtt_seconds', [0.1]],
    ['mj_event_loop_delay_seconds', [0.02]],
    ['http_server_request_duration_seconds', [0.25]],
  ]
  for (const [name, bounds] of promised) {
    const { buckets = [] }: MetricSpec = CATALOGUE[name]
    for (const bound of bounds) assert.ok(buckets.includes(bound), `${name} ${bound}`)
  }
})

test('no label can name a table, a player, a session or an address', () => {
  for (const [name, { labels = {} }] of specs) {
    for (const [label, values] of Object.entries(labels)) {
      assert.match(label, /^[a-z][a-z_]*$/)
      assert.ok(
        !/(^|_)(uid|id|ip|no|table|player|session|user|seat|le|path|url)$/.test(label),
        `${name} ${label}`,
      )
      assert.ok(values.length <= 60, `${name}: ${values.length} values of ${label}`)
      assert.equal(new Set(values).size, values.length, `${name}: a value of ${label} twice`)
      if (values.length === 0)
        assert.equal(name, 'mj_build_info', 'labels are open where the process starts only')
    }
    assert.ok(Object.keys(labels).length <= 2 || name === 'mj_build_info', name)
  }
})

test('the worst case of all label sets is within the default bound', () => {
  const loaded = loadConfig({ tomlPath: null, env: {} })
  assert.ok(loaded.ok)
  assert.ok(MOST_SERIES <= loaded.value.ops.maxSeries, `${MOST_SERIES} series`)
})

test('a metric is named in the catalogue and nowhere made beside it', () => {
  const isHome = (file: string): boolean => /src\/telemetry\/(catalogue|metric)/.test(file)
  const unknown = sources.flatMap((file) =>
    [...read(file).matchAll(/['"`]((?:mj|process|nodejs)_[a-z_]+|http_server_[a-z_]+)/g)]
      .map(([, name]) => name!)
      .filter(
        (name) => !(METRIC_NAMES as readonly string[]).includes(name.replace(/_(bucket|sum|count)$/, '')),
      )
      .map((name) => `${file}: ${name}`),
  )
  assert.deepEqual(unknown, [])
  const makers = sources.filter((file) => /from 'prom-client'|require\('prom-client'\)/.test(read(file)))
  assert.deepEqual(makers, ['src/telemetry/metrics.ts'])
  const made = sources.filter((file) => /new (Counter|Gauge|Histogram|Summary)\(/.test(read(file)))
  assert.deepEqual(made, [])
  assert.ok(sources.some(isHome))
})

test('every metric of the catalogue is recorded somewhere', () => {
  const code = sources.filter((file) => !/\/catalogue/.test(file)).map(read)
  const idle = METRIC_NAMES.filter((name) => !code.some((text) => text.includes(`'${name}'`)))
  assert.deepEqual(idle, [])
})

test('every HTTP route is a label', async () => {
  const fixture = await openWeb()
  try {
    const { body } = await fixture.web.inject({ method: 'GET', url: '/docs/json' })
    const { paths } = JSON.parse(body) as { readonly paths: Readonly<Record<string, unknown>> }
    const patterns = Object.keys(paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))
    assert.ok(patterns.length > 20)
    assert.deepEqual(
      patterns.filter((pattern) => !HTTP_ROUTES.includes(pattern)),
      [],
      'add them to src/telemetry/http-routes.ts',
    )
  } finally {
    await fixture.close()
  }
})
