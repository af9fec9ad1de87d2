import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../support/property.ts'
import { makeBase64, parseBase64 } from '../../src/protocol/base64.ts'
import { composePipelines, plainPipeline, xxteaPipeline } from '../../src/protocol/pipeline.ts'
import type { PayloadPipeline } from '../../src/protocol/pipeline.ts'
import { decryptXxtea, encryptXxtea, makeXxteaKey } from '../../src/protocol/xxtea.ts'
import { ascii, CIPHERS, toHex, XXTEA_KEY } from './vectors.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const pipeline = xxteaPipeline(XXTEA_KEY)

function decoded(stage: PayloadPipeline, payload: Uint8Array): string {
  const result = stage.decode(payload)
  assert.ok(result.ok)
  return toHex(result.value)
}

describe('base64', () => {
  test('agrees with Buffer on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const encoded = makeBase64(bytes)
        assert.equal(text(encoded), Buffer.from(bytes).toString('base64'))
        assert.equal(toHex(parseBase64(encoded)!), toHex(bytes))
      }),
    )
  })

  test('what is not padded base64 is refused', () => {
    for (const bad of ['A', 'AA', 'AAA', 'AAAAA', 'A===', '====', 'AA=A', 'A-_A', 'AAA ', 'AAAA=', 'é===']) {
      assert.equal(parseBase64(ascii(bad)), undefined, bad)
    }
  })

  test('line breaks are skipped', () => {
    assert.equal(text(parseBase64(ascii('aGVs\r\nbG8=\n'))!), 'hello')
  })
})

describe('XXTEA pipeline', () => {
  for (const [plain, base64] of CIPHERS) {
    test(`${plain || 'nothing'} is ${base64 || 'nothing'}`, () => {
      assert.equal(text(pipeline.encode(ascii(plain))), base64)
      assert.equal(decoded(pipeline, ascii(base64)), toHex(ascii(plain)))
    })
  }

  test('any payload and key come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.string({ maxLength: 30 }), (payload, key) => {
        const stage = xxteaPipeline(key)
        assert.equal(decoded(stage, stage.encode(payload)), toHex(payload))
      }),
    )
  })

  test('only the first 16 bytes of a key count', () => {
    const other = xxteaPipeline(`${XXTEA_KEY.slice(0, 16)}another end`)
    assert.equal(text(other.encode(ascii('{}'))), text(pipeline.encode(ascii('{}'))))
  })

  test('nanoserver: AAAAAAAAAAA= ends the process', () => {
    assert.deepEqual(pipeline.decode(ascii('AAAAAAAAAAA=')), { ok: false, error: { code: 'CIPHER_KEY' } })
  })

  test('a length word that says less than the words hold is refused', () => {
    // The words 41414141 42424242 and the length 3, encrypted: two data words hold 5 to 8 bytes.
    assert.deepEqual(pipeline.decode(ascii('nVm7frx7YELZAqhH')), { ok: false, error: { code: 'CIPHER_KEY' } })
  })

  test('plain JSON, odd lengths and another key are refused', () => {
    assert.deepEqual(pipeline.decode(ascii('{"uid":1}')), { ok: false, error: { code: 'CIPHER_TEXT' } })
    assert.deepEqual(pipeline.decode(ascii('AAAA')), { ok: false, error: { code: 'CIPHER_KEY' } })
    const foreign = xxteaPipeline('another key of16').encode(ascii('{"uid":1}'))
    assert.deepEqual(pipeline.decode(foreign), { ok: false, error: { code: 'CIPHER_KEY' } })
  })

  test('random bytes never throw', () => {
    const key = makeXxteaKey(ascii(XXTEA_KEY))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        pipeline.decode(bytes)
        decryptXxtea(bytes, key)
        assert.equal(encryptXxtea(bytes, key).length % 4, 0)
      }),
    )
  })
})

describe('composed pipelines', () => {
  const twice = composePipelines(pipeline, xxteaPipeline('second'))
  test('undo each other in reverse order', () => {
    assert.equal(decoded(twice, twice.encode(ascii('{"a":1}'))), toHex(ascii('{"a":1}')))
    assert.equal(decoded(composePipelines(), ascii('x')), toHex(ascii('x')))
    assert.equal(decoded(plainPipeline, plainPipeline.encode(ascii('x'))), toHex(ascii('x')))
  })

  test('stop at the first stage that refuses', () => {
    assert.deepEqual(twice.decode(ascii('!')), { ok: false, error: { code: 'CIPHER_TEXT' } })
  })
})
