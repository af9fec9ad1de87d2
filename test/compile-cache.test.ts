// The way in: a start leaves compiled code for the next one, and does without where it cannot.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ROOT, ServerProcess } from './support/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-cache-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const SAY_CACHE = `import { getCompileCacheDir } from 'node:module'
process.once('exit', () => console.log('cache in ' + getCompileCacheDir()))`

test('the server is compiled into a cache beside its packages', async () => {
  const nodeArgs = [`--import=data:text/javascript,${encodeURIComponent(SAY_CACHE)}`]
  const server = await ServerProcess.start({ nodeArgs })
  assert.equal(await server.stop(), 0)
  await server.close()
  const line = server.log.find((said) => said.startsWith('cache in ')) ?? ''
  const cache = line.slice('cache in '.length)
  assert.ok(cache.startsWith(join(ROOT, 'node_modules', '.cache', 'xuezhan')), cache)
  assert.ok(readdirSync(cache).length > 300, `${readdirSync(cache).length} files`)
})

test('a server whose cache cannot be written starts all the same', async () => {
  chmodSync(folder, 0o500)
  for (const cache of ['/dev/null/nowhere', join(folder, 'closed')]) {
    const server = await ServerProcess.start({ env: { NODE_COMPILE_CACHE: cache } })
    assert.equal(await server.stop(), 0)
    await server.close()
  }
})
