import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { SHARED_FOLDERS } from '../../src/web/browser-modules.ts'
import { assertRefused, openWeb, PAGE, SOURCE_FOLDER, type WebFixture, withWeb } from './web-fixture.ts'

let fixture: WebFixture
before(async () => {
  fixture = await openWeb({ env: { XUEZHAN_WEBSERVER__REQUESTS_PER_MINUTE_PER_IP: '100000' } })
})
after(() => fixture.close())

const get = (url: string, headers: Record<string, string> = {}) => fixture.web.inject({ url, headers })

test('the page is at /, and is asked for again each time', async () => {
  const response = await get('/')
  assert.equal(response.statusCode, 200)
  assert.equal(response.body, PAGE)
  assert.match(String(response.headers['content-type']), /^text\/html/)
  assert.equal(response.headers['cache-control'], 'no-cache')
  assert.equal(response.headers['x-content-type-options'], 'nosniff')
  assert.match(String(response.headers['content-security-policy']), /default-src 'self'/)
  const again = await get('/', { 'if-none-match': String(response.headers['etag']) })
  assert.equal(again.statusCode, 304)
})

test('a shared module is JavaScript with the lines of its source', async () => {
  const response = await get('/src/lib/result.ts')
  assert.equal(response.statusCode, 200)
  assert.equal(response.headers['content-type'], 'text/javascript; charset=utf-8')
  const source = readFileSync(join(SOURCE_FOLDER, 'lib/result.ts'), 'utf8')
  assert.equal(response.body.split('\n').length, source.split('\n').length)
  assert.match(source, /export type Result/)
  assert.doesNotMatch(response.body, /export type/)
  const module = (await import(`data:text/javascript,${encodeURIComponent(response.body)}`)) as Record<
    string,
    unknown
  >
  assert.deepEqual((module['ok'] as (value: number) => unknown)(1), { ok: true, value: 1 })
})

test('a module that the browser has is not sent again', async () => {
  const first = await get('/src/lib/result.ts')
  const etag = String(first.headers['etag'])
  const again = await get('/src/lib/result.ts', { 'if-none-match': etag })
  assert.equal(again.statusCode, 304)
  assert.equal(again.body, '')
  assert.equal((await get('/src/lib/assert.ts', { 'if-none-match': etag })).statusCode, 200)
})

function sharedModules(): string[] {
  return SHARED_FOLDERS.flatMap((folder) =>
    readdirSync(join(SOURCE_FOLDER, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `${folder}/${path}`),
  )
}

const IMPORT = /^(?:import|export)\s*(?:\*[^'"{]*|\{[^}]*\}|\w+)?\s*(?:from\s*)?['"]([^'"]+)['"]/gm

test('every shared module is served, and imports only what is served', async () => {
  const modules = sharedModules()
  assert.ok(modules.length > 20)
  for (const path of modules) {
    const response = await get(`/src/${path}`)
    assert.equal(response.statusCode, 200, path)
    for (const [, specifier = ''] of response.body.matchAll(IMPORT)) {
      assert.match(specifier, /^\.\.?\//, `${path} imports ${specifier}`)
      const target = relative(SOURCE_FOLDER, join(SOURCE_FOLDER, dirname(path), specifier))
      assert.ok(modules.includes(target), `${path} imports ${specifier}`)
    }
  }
})

const NOT_SERVED = [
  '/src/auth/tokens.ts',
  '/src/store/accounts.ts',
  '/src/lib/../auth/tokens.ts',
  '/src/lib/%2e%2e/auth/tokens.ts',
  '/src/lib/..%2fauth/tokens.ts',
  '/src/lib/..%2Fauth%2Ftokens.ts',
  '/src/lib/%2e%2e%2fauth%2ftokens.ts',
  '/src/lib/..%5cauth%5ctokens.ts',
  '/src/lib/%252e%252e/auth/tokens.ts',
  '/src/lib//result.ts',
  '/src/lib/./result.ts',
  '/src/lib/result.ts%00',
  '/src/lib/result.ts%00.js',
  '/src/lib/result',
  '/src/lib/result.js',
  '/src/lib/RESULT.ts',
  '/src/lib/absent.ts',
  '/src/lib/',
  '/src/lib',
  '/src/',
  '/src/../package.json',
  '/src/%2e%2e/package.json',
  '/src/rules/hand/../../auth/tokens.ts',
  `/src/lib/${'a/'.repeat(5)}a.ts`,
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/.env',
  '/.git/config',
  '/package.json',
]

/** The path goes out as it stands: inject and fetch would tidy it first. */
async function getRaw(port: number, path: string): Promise<{ status: number; type: string; body: string }> {
  const asked = request({ port, path, host: '127.0.0.1', agent: false })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'] ?? '',
    body: await text(response),
  }
}

test('nothing else is served, however the path is written', async () => {
  const { port } = await fixture.web.listen()
  assert.equal((await getRaw(port, '/src/lib/result.ts')).status, 200)
  for (const path of NOT_SERVED) {
    const { status, type, body } = await getRaw(port, path)
    assert.ok([400, 403, 404].includes(status), `${path}: ${status}`)
    assert.match(type, /^application\/json/, path)
    const answer = JSON.parse(body) as { reason?: unknown }
    assert.equal(typeof answer.reason, 'string', `${path}: ${body}`)
  }
})

test('the client’s own modules are JavaScript too, beside files that are served as they lie there', async () => {
  mkdirSync(join(fixture.clientFolder, 'views'))
  mkdirSync(join(fixture.clientFolder, 'other'))
  const source = 'export const one: number = 1\n'
  for (const path of ['main.ts', 'views/table.ts', 'other/hidden.ts']) {
    writeFileSync(join(fixture.clientFolder, path), source)
  }
  writeFileSync(join(fixture.clientFolder, 'style.css'), 'body {}')
  for (const path of ['/main.ts', '/views/table.ts']) {
    const response = await get(path)
    assert.equal(response.headers['content-type'], 'text/javascript; charset=utf-8', path)
    assert.match(response.body, /one {9}= 1/, path)
    assert.equal((await get(path, { 'if-none-match': String(response.headers['etag']) })).statusCode, 304)
  }
  assert.equal((await get('/style.css')).body, 'body {}')
  for (const path of ['/absent.ts', '/views/absent.ts', '/views/MAIN.ts', '/views/..%2fmain.ts']) {
    assertRefused(await get(path), { status: 404, reason: 'ROUTE_UNKNOWN' })
  }
})

test('a path of thousands of characters is refused', async () => {
  assertRefused(await get(`/src/lib/${'a'.repeat(5000)}.ts`), { status: 400, reason: 'BAD_PAYLOAD' })
})

test('a module that changed on the disk is served as it is now; a folder or dangling link is not served', async () => {
  const source = mkdtempSync(join(tmpdir(), 'xuezhan-src-'))
  mkdirSync(join(source, 'lib/folder.ts'), { recursive: true })
  const file = join(source, 'lib/one.ts')
  writeFileSync(file, 'export const one: number = 1\n')
  symlinkSync(join(source, 'nowhere.ts'), join(source, 'lib/dangling.ts'))
  try {
    await withWeb({ source }, async ({ web }) => {
      assert.match((await web.inject({ url: '/src/lib/one.ts' })).body, /one {9}= 1/)
      writeFileSync(file, 'export const one: number = 2\n')
      utimesSync(file, 1_000_000, 1_000_000)
      assert.match((await web.inject({ url: '/src/lib/one.ts' })).body, /one {9}= 2/)
      assert.equal((await web.inject({ url: '/src/lib/folder.ts' })).statusCode, 404)
      assert.equal((await web.inject({ url: '/src/lib/dangling.ts' })).statusCode, 404)
    })
  } finally {
    rmSync(source, { recursive: true })
  }
})
