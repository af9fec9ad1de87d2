// The lines for a shell in docs/observability.md, run as they stand there.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { OPS_REFUSALS } from '../../src/telemetry/debug-refusals.ts'
import { findComponent } from '../support/component.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ROOT, ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const component = findComponent('docs/observability.md', ['curl'], 'Debian: apt-get install curl')
const text = readFileSync(join(ROOT, 'docs/observability.md'), 'utf8')
const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) => block!.trim().split('\n'))

/** What each line has to answer, in their order. */
const ANSWERS: readonly RegExp[] = [
  /^# TYPE mj_actions_total counter$/m,
  /^# TYPE mj_actions counter$[\s\S]*# EOF\n$/m,
  /"state": "ready"/,
  /"live": 1,[\s\S]*"phase": "waiting"/,
  /"phase": \{\s+"kind": "waiting"/,
  /"level": "info"/,
  /"level": "debug"/,
  /"watched": \[\]/,
  /"level": "info"/,
  /"logged_in": 1/,
]

test('the lines for a shell do what the page says', {
  skip: 'missing' in component ? component.missing : false,
}, async () => {
  assert.equal(lines.length, ANSWERS.length)
  const server = await ServerProcess.start()
  try {
    const account = await logInAsGuest(server.ports, randomUUID())
    const wire = await PlayerClient.logIn(server.ports, account)
    const options = { preset: 'nanoserver', round: 1 }
    const made = await wire.request('DeskManager.CreateDesk', { options })
    const { deskId } = made['tableInfo'] as { readonly deskId: string }
    const env = {
      ...process.env,
      OPS: `127.0.0.1:${server.ports.metrics}`,
      DATA: server.dataDir,
      NO: deskId,
    }
    for (const [index, line] of lines.entries()) {
      const said = execFileSync('sh', ['-c', line], { env, encoding: 'utf8' })
      assert.match(said, ANSWERS[index]!, line)
    }
    wire.close()
    const page = `live         http://127.0.0.1:${server.ports.metrics}/`
    await until('the start block names the live page', () => server.log.some((line) => line.trim() === page))
  } finally {
    await server.close()
  }
})

test('every code of a refusal is named', () => {
  for (const code of Object.keys(OPS_REFUSALS)) assert.ok(text.includes(`\`${code}\``), code)
})
