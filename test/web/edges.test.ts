// What surrounds the routes: other origins, TLS, the operator's files, the documentation's page, old clients.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect } from 'node:tls'
import { asPlayer, assertRefused, newGuest, withWeb } from './web-fixture.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'xuezhan-edges-'))
})
after(() => rmSync(folder, { recursive: true }))

const PLAY = 'https://play.example.com'

test('without a word about origins no other page may use the API', async () => {
  await withWeb({}, async ({ web }) => {
    const response = await web.inject({ url: '/v1/version', headers: { origin: PLAY } })
    assert.equal(response.headers['access-control-allow-origin'], undefined)
  })
})

test('a named origin may, another may not, and neither with cookies', async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__CORS_ORIGINS: PLAY } }, async ({ web }) => {
    const preflight = (origin: string) =>
      web.inject({
        method: 'OPTIONS',
        url: '/v1/user/login/guest',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
    const named = await preflight(PLAY)
    assert.equal(named.statusCode, 204)
    assert.equal(named.headers['access-control-allow-origin'], PLAY)
    assert.equal(named.headers['access-control-allow-headers'], 'authorization, content-type')
    assert.equal(named.headers['access-control-allow-credentials'], undefined)
    for (const origin of [
      'https://evil.example.com',
      `${PLAY}.evil.com`,
      'http://play.example.com',
      'null',
    ]) {
      assert.equal((await preflight(origin)).headers['access-control-allow-origin'], undefined)
    }
    const asked = await web.inject({ url: '/v1/version', headers: { origin: PLAY } })
    assert.equal(asked.headers['access-control-allow-origin'], PLAY)
    assert.match(String(asked.headers['vary']), /Origin/i)
  })
})

test('"*" lets every page in', async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__CORS_ORIGINS: '*' } }, async ({ web }) => {
    const response = await web.inject({ url: '/v1/version', headers: { origin: PLAY } })
    assert.equal(response.headers['access-control-allow-origin'], '*')
  })
})

function makeCertificate(): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key]
  execFileSync('openssl', ['req', '-x509', ...newKey, '-out', cert, '-days', '2', ...subject], {
    stdio: 'pipe',
  })
  return { cert, key }
}

test('with TLS the API and /ws are reached by TLS alone', { timeout: 20_000 }, async () => {
  const { cert, key } = makeCertificate()
  const env = {
    XUEZHAN_WEBSERVER__ENABLE_SSL: 'true',
    XUEZHAN_WEBSERVER__CERTIFICATES_CERT: cert,
    XUEZHAN_WEBSERVER__CERTIFICATES_KEY: key,
  }
  const ca = readFileSync(cert)
  await withWeb({ env, onUpgrade: (_, socket) => void socket.end('taken') }, async ({ web }) => {
    const { port } = await web.listen()
    const sent = request({
      host: '127.0.0.1',
      port,
      path: '/ping',
      ca,
      servername: 'localhost',
      agent: false,
    })
    sent.end()
    const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>]
    let body = ''
    for await (const chunk of response) body += String(chunk)
    assert.equal(body, 'pong')
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' })
    socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    assert.equal(answer, 'taken')
    await assert.rejects(fetch(`http://127.0.0.1:${port}/ping`))
    const old = connect({
      host: '127.0.0.1',
      port,
      ca,
      servername: 'localhost',
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    })
    await assert.rejects(once(old, 'secureConnect'))
  })
})

test('TLS files that are not there stop the start', async () => {
  const env = {
    XUEZHAN_WEBSERVER__ENABLE_SSL: 'true',
    XUEZHAN_WEBSERVER__CERTIFICATES_CERT: join(folder, 'absent.pem'),
    XUEZHAN_WEBSERVER__CERTIFICATES_KEY: join(folder, 'absent.key'),
  }
  await assert.rejects(
    withWeb({ env }, async () => {}),
    { code: 'ENOENT' },
  )
})

test('B11: patches are listed with size and SHA-256, and come as they are', async () => {
  const update = join(folder, 'static', 'update')
  mkdirSync(update, { recursive: true })
  const files = { 'v1.9.3.kl.6.patch': 'lua code', 'v1.9.4.kl.7.zip': 'more' }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(update, name), content)
  writeFileSync(join(update, '.secret.zip'), 'hidden')
  writeFileSync(join(update, 'notes.txt'), 'not a patch')
  mkdirSync(join(update, 'folder.zip'))
  const download = 'https://cdn.example.com/7.zip'
  writeFileSync(join(update, 'version.json'), JSON.stringify({ version: '0.0.1', patch: 7, download }))
  const env = {
    XUEZHAN_WEBSERVER__STATIC_DIR: join(folder, 'static'),
    XUEZHAN_UPDATE__VERSION: '1.9.4',
    XUEZHAN_UPDATE__ANDROID: 'https://a',
  }
  await withWeb({ env }, async ({ web }) => {
    const list = async () => (await web.inject({ url: '/static/update/version.json' })).json<unknown>()
    const item = (file: string, content: string) => ({
      file,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      url: `/static/update/${file}`,
    })
    const told = { version: '1.9.4', patch: 7, android: 'https://a', ios: '', download }
    assert.deepEqual(await list(), { ...told, patches: Object.entries(files).map(([f, c]) => item(f, c)) })
    const file = await web.inject({ url: '/static/update/v1.9.4.kl.7.zip' })
    assert.equal(file.body, 'more')
    writeFileSync(join(update, 'v1.9.4.kl.7.zip'), 'changed')
    const [, changed] = ((await list()) as { patches: unknown[] }).patches
    assert.deepEqual(changed, item('v1.9.4.kl.7.zip', 'changed'))
    writeFileSync(join(update, 'version.json'), '{broken')
    assert.deepEqual(((await list()) as { patch: number }).patch, 0)
  })
})

test('no way leads out of the static folder, into hidden files or lists', async () => {
  const inside = join(folder, 'closed')
  mkdirSync(inside)
  writeFileSync(join(inside, '.env'), 'SECRET')
  writeFileSync(join(folder, 'outside.txt'), 'OUTSIDE')
  await withWeb({ env: { XUEZHAN_WEBSERVER__STATIC_DIR: inside } }, async ({ web }) => {
    for (const path of [
      '..%2foutside.txt',
      '../outside.txt',
      '%2e%2e/outside.txt',
      '..%5coutside.txt',
      '.env',
      '',
      'absent',
    ]) {
      const response = await web.inject({ url: `/static/${path}` })
      assert.ok(response.statusCode >= 400, `${path}: ${response.statusCode}`)
      assert.doesNotMatch(response.body, /SECRET|OUTSIDE/)
    }
  })
})

test('a static folder that is not there is an empty one', async () => {
  await withWeb({ env: { XUEZHAN_WEBSERVER__STATIC_DIR: join(folder, 'never') } }, async ({ web }) => {
    const { patches } = (await web.inject({ url: '/static/update/version.json' })).json<{
      patches: unknown[]
    }>()
    assert.deepEqual(patches, [])
    assertRefused(await web.inject({ url: '/static/x' }), { status: 404, reason: 'ROUTE_UNKNOWN' })
  })
})

test("the documentation's page loads under our content policy: no script stands in the page itself", async () => {
  await withWeb({}, async ({ web }) => {
    const page = await web.inject({ url: '/docs' })
    assert.equal(page.statusCode, 200)
    assert.match(String(page.headers['content-security-policy']), /default-src 'self'/)
    assert.doesNotMatch(page.body, /<script(?![^>]*\bsrc=)[^>]*>\s*\S/)
    const sources = [...page.body.matchAll(/(?:src|href)="(\.?\/[^"]+)"/g)].map(([, source]) => source!)
    assert.ok(sources.length >= 3)
    for (const source of sources) {
      const url = new URL(source, 'http://x/docs/').pathname
      assert.equal((await web.inject({ url })).statusCode, 200, url)
    }
  })
})

test('each answer has its own id, which no client can choose', async () => {
  await withWeb({}, async ({ web }) => {
    const ids = new Set<unknown>()
    for (let n = 0; n < 3; n += 1) {
      const response = await web.inject({
        url: '/ping',
        headers: { 'request-id': 'mine', 'x-request-id': 'mine' },
      })
      ids.add(response.headers['x-request-id'])
    }
    assert.equal(ids.size, 3)
    assert.ok(!ids.has('mine'))
  })
})

test('login.trust_uid lets a client without a token in as anybody; with one it is as strict as ever', async () => {
  await withWeb({ env: { XUEZHAN_LOGIN__TRUST_UID: 'true' } }, async (fixture) => {
    const uid = await newGuest(fixture)
    const url = `/v1/user/club?uid=${uid}`
    assert.equal((await fixture.web.inject({ url })).statusCode, 200)
    assertRefused(await fixture.web.inject({ url: '/v1/user/club' }), {
      status: 401,
      reason: 'NOT_LOGGED_IN',
    })
    assertRefused(await asPlayer(fixture, uid + 1, url), { status: 403, reason: 'NOT_YOURS' })
    const headers = { authorization: 'Bearer x' }
    assertRefused(await fixture.web.inject({ url, headers }), { status: 401, reason: 'BAD_TOKEN' })
  })
})

test('a login with a key given twice is refused', async () => {
  await withWeb({}, async ({ web }) => {
    const payload = '{"appId":"a","imei":"mine","imei":"yours"}'
    const headers = { 'content-type': 'application/json' }
    const response = await web.inject({ method: 'POST', url: '/v1/user/login/guest', payload, headers })
    assertRefused(response, { status: 400, reason: 'BAD_PAYLOAD' })
  })
})

const FORMS: [string, string, string][] = [
  ['a form', 'application/x-www-form-urlencoded', 'appId=a&imei=b'],
  ['plain text', 'text/plain', '{"appId":"a","imei":"b"}'],
  ['XML', 'text/xml', '<xml><appId>a</appId></xml>'],
  ['parts', 'multipart/form-data; boundary=x', '--x--'],
]

for (const [name, type, payload] of FORMS) {
  test(`a login as ${name} is refused`, async () => {
    await withWeb({}, async ({ web }) => {
      const headers = { 'content-type': type }
      const response = await web.inject({ method: 'POST', url: '/v1/user/login/guest', payload, headers })
      assertRefused(response, { status: 415, reason: 'BODY_TYPE_UNKNOWN' })
    })
  })
}

test('B10: what looks like SQL in a login is a text like any other', async () => {
  await withWeb({}, async ({ web }) => {
    const login = async (imei: string) =>
      (
        await web.inject({ method: 'POST', url: '/v1/user/login/guest', payload: { appId: "a'--", imei } })
      ).json<{
        uid: number
      }>().uid
    const texts = ["' or '1'='1", "'; drop table user; --", '" or ""="', '\\', '%', '_', 'ｉ', 'i', 'I']
    const uids = new Set<number>()
    for (const text of texts) uids.add(await login(text))
    assert.equal(uids.size, texts.length)
    assert.equal(await login("' or '1'='1"), Math.min(...uids))
  })
})
