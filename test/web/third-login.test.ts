import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { assertRefused, openWeb, type WebFixture, withWeb } from './web-fixture.ts'
import { ACCESS_TOKEN, OPENID, openStandIn, type StandIn } from './wechat-stand-in.ts'

const URL_3RD = '/v1/user/login/3rd'
const BODY = {
  platform: 'wechat',
  appId: 'app',
  channelId: 'ios',
  device: { imei: 'i', os: 'ios', model: 'm', ip: '6.6.6.6', remote: '6.6.6.6:1' },
  name: '自称',
  openid: OPENID,
  access_token: ACCESS_TOKEN,
}

let standIn: StandIn
let fixture: WebFixture
before(async () => {
  standIn = await openStandIn()
  const env = { ...standIn.env, XUEZHAN_WEBSERVER__LOGINS_PER_MINUTE_PER_IP: '1000' }
  fixture = await openWeb({ env })
})
after(async () => {
  await fixture.close()
  await standIn.close()
})
beforeEach(() => {
  Object.assign(standIn, { profileAnswer: null, status: 200, isSilent: false })
})

const login = (payload: object = BODY, { web }: Pick<WebFixture, 'web'> = fixture) =>
  web.inject({ method: 'POST', url: URL_3RD, payload })

test('WeChat says who the player is, and the answer is that of a guest', async () => {
  const response = await login()
  assert.equal(response.statusCode, 200, response.body)
  const { uid, name, headUrl, sex, fangka, playerIp, token } = response.json<Record<string, unknown>>()
  assert.deepEqual(
    { name, headUrl, sex, fangka, playerIp },
    {
      name: '打牌🀄️张三',
      headUrl: 'https://thirdwx.qlogo.cn/mmopen/x/132',
      sex: 1,
      fangka: 10,
      playerIp: '127.0.0.1',
    },
  )
  const verified = await fixture.tokens.verify(String(token))
  assert.ok(verified.ok)
  assert.equal(verified.value.uid, uid)
})

test('the same openid is the same player, whose name follows WeChat', async () => {
  const first = (await login()).json<{ uid: number }>()
  standIn.profileAnswer = () => JSON.stringify({ openid: OPENID, nickname: '新名', sex: 2, headimgurl: '' })
  const again = (await login()).json<{ uid: number; name: string; fangka: number }>()
  assert.equal(again.uid, first.uid)
  assert.equal(again.name, '新名')
  assert.equal(again.fangka, 10)
})

const CLAIMS: [string, Partial<typeof BODY>][] = [
  ["another's openid with one's own token", { openid: 'oSomebodyElse' }],
  ['a token that WeChat does not know', { access_token: 'stolen' }],
]

for (const [name, claim] of CLAIMS) {
  test(`B2: ${name} opens nothing`, async () => {
    assertRefused(await login({ ...BODY, ...claim }), { status: 401, reason: 'THIRD_REFUSED' })
  })
}

test("a profile of another openid opens nothing, whatever the token's answer is", async () => {
  standIn.profileAnswer = () => JSON.stringify({ openid: 'oSomebodyElse', nickname: 'x', sex: 1 })
  assertRefused(await login(), { status: 401, reason: 'THIRD_REFUSED' })
})

const STRANGE_PROFILES: [string, object, { name: string; headUrl: string; sex: number }][] = [
  ['nothing but the openid', {}, { name: '', headUrl: '', sex: 0 }],
  ['wrong types', { nickname: 7, sex: 'man', headimgurl: [] }, { name: '', headUrl: '', sex: 0 }],
  [
    'an overlong name and a script for a picture',
    { nickname: '🀄'.repeat(500), sex: 9, headimgurl: 'javascript:alert(1)' },
    { name: '🀄'.repeat(64), headUrl: '', sex: 0 },
  ],
  [
    'a name with hidden characters',
    { nickname: ' a\u202Eb\u0000\nc ', sex: 2, headimgurl: `https://x/${'y'.repeat(300)}` },
    { name: 'abc', headUrl: '', sex: 2 },
  ],
]

for (const [name, profile, expected] of STRANGE_PROFILES) {
  test(`a profile of ${name} is taken with care`, async () => {
    standIn.profileAnswer = () => JSON.stringify({ openid: OPENID, ...profile })
    const response = await login()
    assert.equal(response.statusCode, 200, response.body)
    const { name: shown, headUrl, sex } = response.json<Record<string, unknown>>()
    assert.deepEqual({ name: shown, headUrl, sex }, expected)
  })
}

const FAULTS: [string, () => void][] = [
  ['answers 500', () => (standIn.status = 500)],
  ['answers something else', () => (standIn.profileAnswer = () => '<html>')],
  ['answers without an end', () => (standIn.profileAnswer = () => 'x'.repeat(100_000))],
  ['answers nothing', () => (standIn.isSilent = true)],
]

for (const [name, fail] of FAULTS) {
  test(`a WeChat that ${name} is told as such`, async () => {
    fail()
    assertRefused(await login(), { status: 502, reason: 'PEER_DOWN' })
  })
}

const BAD_BODIES: [string, object][] = [
  ['no openid', { ...BODY, openid: undefined }],
  ['an empty openid', { ...BODY, openid: '' }],
  ['a list as openid', { ...BODY, openid: [OPENID] }],
  ['an overlong token', { ...BODY, access_token: 'x'.repeat(513) }],
  ['a token with a line end', { ...BODY, access_token: 'x\r\nHost: y' }],
  ['no platform', { ...BODY, platform: undefined }],
  ['a number as platform', { ...BODY, platform: 1 }],
]

for (const [name, body] of BAD_BODIES) {
  test(`refuses ${name} without asking WeChat`, async () => {
    const before = standIn.asked.length
    assertRefused(await login(body), { status: 400, reason: 'BAD_PAYLOAD' })
    assert.equal(standIn.asked.length, before)
  })
}

test('what a client sends as openid cannot change what WeChat is asked', async () => {
  await login({ ...BODY, openid: `${OPENID}&access_token=${ACCESS_TOKEN}`, access_token: '1' })
  const asked = new URL(standIn.asked.at(-1)!, standIn.url)
  assert.deepEqual(asked.searchParams.getAll('access_token'), ['1'])
})

test('a platform that nobody configured is refused, whatever its name', async () => {
  for (const platform of ['qq', 'guest', 'constructor']) {
    assertRefused(await login({ ...BODY, platform }), { status: 501, reason: 'THIRD_OFF' })
  }
  await withWeb({}, async (unconfigured) => {
    assertRefused(await login(BODY, unconfigured), { status: 501, reason: 'THIRD_OFF' })
  })
})

test('B10: an emoji stays what it is in a name', async () => {
  assert.match((await login()).json<{ name: string }>().name, /🀄/)
})

test('B15: an access token is in no answer, no failure and nothing printed', async () => {
  const written: string[] = []
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = (chunk) => written.push(String(chunk)) > 0
  try {
    standIn.status = 500
    const refused = await login()
    standIn.status = 200
    const taken = await login()
    assert.ok(!`${refused.body}${taken.body}`.includes(ACCESS_TOKEN))
  } finally {
    process.stdout.write = write
  }
  assert.ok(!written.join('').includes(ACCESS_TOKEN))
  assert.ok(!JSON.stringify(fixture.failures).includes(ACCESS_TOKEN))
})

test('a frozen player does not come in by WeChat either', async () => {
  const { uid } = (await login()).json<{ uid: number }>()
  assert.ok((await fixture.store.players.freeze(uid)).ok)
  assertRefused(await login(), { status: 403, reason: 'ACCOUNT_CLOSED' })
  assert.ok((await fixture.store.players.unfreeze(uid)).ok)
})
