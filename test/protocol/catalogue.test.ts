// The tables of routes, pushes, refusals and close codes, held against Ajv and against nanoserver's names.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Ajv } from 'ajv'
import { DONE, NO_TABLE, REFUSED } from '../../src/protocol/answers.ts'
import { CLOSE_CODES } from '../../src/protocol/close-codes.ts'
import { PUSH_NAMES, PUSHES } from '../../src/protocol/pushes.ts'
import type { PushName } from '../../src/protocol/pushes.ts'
import { isReason, REASONS, refusal, refusalFor, REFUSALS, refusalText } from '../../src/protocol/refusals.ts'
import { isRouteName, ROUTE_NAMES, ROUTES } from '../../src/protocol/routes.ts'
import type { RouteName } from '../../src/protocol/routes.ts'
import { BYTES } from '../../src/protocol/schema.ts'
import type { PayloadSchema } from '../../src/protocol/schema.ts'
import { PUSH_EXAMPLES } from './push-examples.ts'

const NANOSERVER_ROUTES = [
  'ClubManager.ApplyClub',
  'DeskManager.ClientInitCompleted',
  'DeskManager.CreateDesk',
  'DeskManager.DingQue',
  'DeskManager.Dissolve',
  'DeskManager.DissolveStatus',
  'DeskManager.Exit',
  'DeskManager.Join',
  'DeskManager.OpChoose',
  'DeskManager.Pause',
  'DeskManager.QiPaiFinished',
  'DeskManager.ReConnect',
  'DeskManager.ReEnter',
  'DeskManager.ReJoin',
  'DeskManager.Ready',
  'DeskManager.RecordingVoice',
  'DeskManager.Resume',
  'DeskManager.UnCompleteDesk',
  'DeskManager.VoiceMessage',
  'Manager.CheckOrder',
  'Manager.Login',
]
const NEW_ROUTES = [
  'DeskManager.AddBot',
  'DeskManager.QuickStart',
  'DeskManager.SwapTiles',
  'DeskManager.Trust',
  'Manager.RoundTrip',
]

const ajv = new Ajv({ strict: true, allErrors: true })
const validates = (schema: PayloadSchema, value: unknown): boolean =>
  schema === BYTES ? value instanceof Uint8Array : ajv.validate(schema, value)
const problem = (): string => ajv.errorsText()

/** Every schema inside `schema`, itself first. */
function* partsOf(schema: object): Generator<Record<string, unknown>> {
  yield schema as Record<string, unknown>
  for (const part of Object.values(schema)) {
    if (typeof part === 'object' && part !== null) yield* partsOf(part as object)
  }
}

describe('routes', () => {
  test("are nanoserver's 21 and our own", () => {
    assert.deepEqual([...ROUTE_NAMES].sort(), [...NANOSERVER_ROUTES, ...NEW_ROUTES].sort())
    assert.equal(isRouteName('Manager.Login'), true)
    for (const name of ['toString', '__proto__', 'Manager.login', '']) assert.equal(isRouteName(name), false)
  })

  const accepted: readonly (readonly [RouteName, unknown])[] = [
    ['Manager.Login', { uid: 1 }],
    ['Manager.Login', { uid: 1, name: '张三', headUrl: '', sex: 1, fangka: 5, ip: '10.0.0.1', extra: [1] }],
    ['DeskManager.CreateDesk', { version: '1.9.3', clubId: -1, options: { mode: 4, round: 8, maxFan: 5 } }],
    ['DeskManager.CreateDesk', { options: { preset: 'boyaa', rules: { capFan: 4, scale: [1, 2, 4] } } }],
    ['DeskManager.Ready', {}],
    ['DeskManager.Ready', { seed: '00112233445566778899aabbccddeeff' }],
    ['DeskManager.OpChoose', { optype: 5 }],
    ['DeskManager.OpChoose', { optype: 1, idx: 107, promptId: 3 }],
    ['DeskManager.SwapTiles', { tiles: [0, 1, 2], promptId: 1 }],
    ['DeskManager.VoiceMessage', new Uint8Array(3)],
    ['ClubManager.ApplyClub', { clubId: 100_000 }],
  ]
  for (const [route, payload] of accepted) {
    test(`${route} accepts ${JSON.stringify(payload)}`, () => {
      assert.ok(validates(ROUTES[route].request, payload), problem())
    })
  }

  const refused: readonly (readonly [RouteName, unknown])[] = [
    ['Manager.Login', {}],
    ['Manager.Login', { uid: 0 }],
    ['Manager.Login', { uid: '1' }],
    ['Manager.Login', { uid: 1.5 }],
    ['Manager.Login', { uid: 2 ** 53 }],
    ['Manager.Login', { uid: 1, name: 'x'.repeat(65) }],
    ['Manager.Login', []],
    ['Manager.Login', null],
    ['DeskManager.CreateDesk', {}],
    ['DeskManager.CreateDesk', { options: { maxFan: -1 } }],
    ['DeskManager.Join', { deskId: 123_456 }],
    ['DeskManager.Ready', { seed: '00' }],
    ['DeskManager.Ready', { seed: '0'.repeat(33) }],
    ['DeskManager.Ready', { seed: 'zz'.repeat(16) }],
    ['DeskManager.DingQue', { que: -1 }],
    ['DeskManager.SwapTiles', { tiles: [0, 1, 2, 3], promptId: 1 }],
    ['DeskManager.AddBot', { level: 'godlike' }],
    ['DeskManager.AddBot', { seat: 4 }],
    ['ClubManager.ApplyClub', { clubId: 1e300 }],
  ]
  for (const [route, payload] of refused) {
    test(`${route} refuses ${JSON.stringify(payload)?.slice(0, 60)}`, () => {
      assert.equal(validates(ROUTES[route].request, payload), false)
    })
  }

  test('whoever is at no desk gets the empty table of nanoserver', () => {
    const answer = { code: 0, exist: false, tableInfo: NO_TABLE }
    assert.ok(validates(ROUTES['DeskManager.UnCompleteDesk'].response, answer), problem())
  })
})

describe('pushes', () => {
  test('each has an example, and each example fits', () => {
    assert.deepEqual(Object.keys(PUSH_EXAMPLES).sort(), [...PUSH_NAMES].sort())
    for (const name of PUSH_NAMES) {
      assert.ok(validates(PUSHES[name].payload, PUSH_EXAMPLES[name]), `${name}: ${problem()}`)
    }
  })

  test('a field that the schema does not name is refused, at any depth', () => {
    const leaks: readonly (readonly [PushName, object])[] = [
      ['onMoPai', { ...PUSH_EXAMPLES.onMoPai, wall: [1] }],
      ['onDuanPai', { ...PUSH_EXAMPLES.onDuanPai, accountInfo: [{ acId: 1, mjs: [0], shouPaiIds: [1] }] }],
      ['onFairness', { ...PUSH_EXAMPLES.onFairness, serverSeed: 'ab' }],
    ]
    for (const [name, payload] of leaks) assert.equal(validates(PUSHES[name].payload, payload), false, name)
  })

  test('every object push of a table may carry the event number', () => {
    const bare = PUSH_NAMES.filter((name) => {
      const { payload, audience } = PUSHES[name]
      return (
        audience !== 'session' &&
        typeof payload === 'object' &&
        !('seq' in Object(Reflect.get(payload, 'properties')))
      )
    })
    assert.deepEqual(bare, ['onDingQue'])
  })
})

describe('schemas', () => {
  const all = [
    ...ROUTE_NAMES.flatMap((name) => [ROUTES[name].request, ROUTES[name].response]),
    ...PUSH_NAMES.map((name) => PUSHES[name].payload),
    DONE,
    REFUSED,
  ].filter((schema) => typeof schema === 'object')

  test('all compile in strict mode', () => {
    for (const schema of all) assert.doesNotThrow(() => ajv.compile(schema))
  })

  test('every text, list and number is bounded', () => {
    const bounds: Record<string, readonly string[]> = {
      string: ['maxLength'],
      array: ['maxItems'],
      integer: ['minimum', 'maximum'],
      number: ['minimum', 'maximum'],
    }
    for (const part of all.flatMap((schema) => [...partsOf(schema)])) {
      if (typeof part.type !== 'string' || part.enum !== undefined) continue
      for (const bound of bounds[part.type] ?? [])
        assert.equal(typeof part[bound], 'number', JSON.stringify(part))
    }
  })

  test('are plain data: they survive JSON', () => {
    for (const schema of all) assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema)
  })
})

describe('refusals', () => {
  test('every refusal fits its schema and says something in both languages', () => {
    for (const reason of REASONS) {
      assert.ok(validates(REFUSED, refusal(reason, 'detail')), problem())
      assert.match(refusalText(reason, 'zh'), /\p{Script=Han}/u)
      assert.match(refusalText(reason, 'en'), /^[A-Z][\x20-\x7e]+\.$/)
      assert.notEqual(refusal(reason).code, 0)
    }
  })

  test("nanoserver's codes are kept", () => {
    const codes = {
      DESK_NOT_FOUND: 1043,
      CLIENT_OLD: 30001,
      CARDS_SHORT: 30002,
      ALREADY_AT_DESK: 30003,
      DESK_FULL: -1,
    }
    for (const [reason, code] of Object.entries(codes)) {
      assert.ok(isReason(reason))
      assert.equal(refusal(reason).code, code)
    }
    assert.deepEqual(refusal('DESK_GONE'), { code: -1, error: '房间已解散', reason: 'DESK_GONE' })
  })

  test('Join tells an old client -1, CreateDesk 30001', () => {
    assert.equal(refusalFor('DeskManager.Join', 'CLIENT_OLD').code, -1)
    assert.equal(refusalFor('DeskManager.CreateDesk', 'CLIENT_OLD').code, 30001)
    assert.equal(refusalFor('DeskManager.Join', 'DESK_NOT_FOUND', 'x').code, 1043)
  })

  test('a code names one reason, but for those that nanoserver shares', () => {
    const shared = new Set([-1, 30002])
    const codes = REASONS.map((reason) => REFUSALS[reason].code).filter((code) => !shared.has(code))
    assert.equal(new Set(codes).size, codes.length)
  })

  test('a detail is cut, and absent when there is none', () => {
    assert.equal(refusal('BAD_OPTION', 'x'.repeat(1000)).detail?.length, 200)
    assert.deepEqual(Object.keys(refusal('BAD_OPTION')), ['code', 'error', 'reason'])
  })
})

describe('close codes', () => {
  test('are unique, registered below 4000 and private from there', () => {
    const codes = Object.values(CLOSE_CODES).map(({ code }) => code)
    assert.equal(new Set(codes).size, codes.length)
    // RFC 6455, section 7.4.1: 1004 to 1006 and 1015 must not be sent.
    for (const code of codes)
      assert.ok(
        (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) ||
          (code >= 4000 && code <= 4999),
      )
  })
})
