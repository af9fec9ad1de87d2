// `npm run dev` runs under `node --watch`, which has threads say things of its own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-watch-'))
after(() => rmSync(folder, { recursive: true }))

const OPEN_STORE = new URL('../../src/store/open-store.ts', import.meta.url).href
const DEADLINE_MS = 60_000

test('the database opens under node --watch, and again after a change', {
  timeout: 2 * DEADLINE_MS,
}, async () => {
  const script = join(folder, 'open.ts')
  const options = JSON.stringify({ file: join(folder, 'x.db'), busyTimeoutMs: 5000, synchronous: 'normal' })
  writeFileSync(
    script,
    `import { openSqlite } from ${JSON.stringify(OPEN_STORE)}
const { store } = await openSqlite(${options})
await store.ping()
await store.close()
process.stdout.write('opened\\n')
`,
  )
  const node = ['--disable-warning=ExperimentalWarning', '--watch', script]
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += String(text)))
  const openings = (): number => said.split('opened\n').length - 1
  const failed = (): boolean => said.includes('Failed running')
  try {
    await until('the first opening', () => openings() === 1 || failed(), DEADLINE_MS)
    assert.ok(!failed(), said)
    await until('the end of the first run', () => said.includes('Completed running'), DEADLINE_MS)
    appendFileSync(script, '\n')
    await until('the second opening', () => openings() === 2 || failed(), DEADLINE_MS)
    assert.ok(!failed(), said)
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
})
