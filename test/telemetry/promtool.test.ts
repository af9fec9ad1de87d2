// What Prometheus itself says of the exposition of a live server after some play.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { MOST_SERIES } from '../../src/telemetry/catalogue.ts'
import { findComponent } from '../support/component.ts'
import { ServerProcess } from '../support/server-process.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { parseSamples } from './exposition.ts'

const component = findComponent('promtool', ['promtool'], 'apt-get install prometheus')
const skip = 'missing' in component ? component.missing : false
const MAX_BYTES = 300_000

describe('the exposition of a live server', { skip }, () => {
  let server: ServerProcess
  let text = ''
  before(async () => {
    server = await ServerProcess.start()
    const party = await seatParty(server, { desk: { preset: 'xuezhan', round: 1 }, players: 4, seed: 1 })
    await playMatch(party)
    closeParty(party)
    for (const path of [
      '/',
      '/main.ts',
      '/views/page.ts',
      '/icon.svg',
      '/docs',
      '/docs/json',
      '/ping',
      '/nowhere',
    ])
      await fetch(`http://127.0.0.1:${server.ports.web}${path}`)
    // What is sampled once a second has no value before: a quick match may end earlier.
    await until('a first sample of the event loop', async () => {
      text = await (await fetch(`http://127.0.0.1:${server.ports.metrics}/metrics`)).text()
      return parseSamples(text).has('mj_event_loop_utilization_ratio')
    })
  })
  after(() => server.close())

  test('passes promtool check metrics without a word', () => {
    assert.ok('path' in component)
    const { status, stdout, stderr } = spawnSync(component.path, ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    })
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' })
  })

  test('is small, within its bound, and has met no value that was not declared', () => {
    const samples = parseSamples(text)
    assert.ok(Buffer.byteLength(text) < MAX_BYTES, `${Buffer.byteLength(text)} bytes`)
    assert.ok(samples.size <= MOST_SERIES)
    assert.equal(samples.get('mj_metrics_label_overflow_total'), 0)
    assert.equal(samples.get('mj_hands_total{outcome="server_aborted"}'), 0)
    const moves = [...samples].filter(([name]) => /^mj_actions_total.*"ok"/.test(name))
    assert.ok(moves.reduce((sum, [, count]) => sum + count, 0) > 20)
    assert.equal(samples.get('mj_lifecycle_state{state="ready"}'), 1)
    for (const name of ['mj_event_loop_utilization_ratio', 'mj_queue_limit{queue="journal"}'])
      assert.ok(samples.has(name), name)
  })
})
