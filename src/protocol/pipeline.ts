// What happens to payloads between the message and JSON: nothing, or nanoserver's encryption.
import { err, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { makeBase64, parseBase64 } from './base64.ts'
import type { ProtocolError } from './protocol-error.ts'
import { decryptXxtea, encryptXxtea, makeXxteaKey } from './xxtea.ts'
import { makeUtf8 } from './utf8.ts'

/** Applied to payloads only, never to headers; `decode` undoes `encode`. */
export interface PayloadPipeline {
  encode(payload: Uint8Array): Uint8Array
  decode(payload: Uint8Array): Result<Uint8Array, ProtocolError>
}

export const plainPipeline: PayloadPipeline = {
  encode: (payload) => payload,
  decode: (payload) => ok(payload),
}

/** base64(XXTEA(payload)), nanoserver's; an empty payload stays empty. */
export function xxteaPipeline(key: string): PayloadPipeline {
  const words = makeXxteaKey(makeUtf8(key))
  return {
    encode: (payload) => makeBase64(encryptXxtea(payload, words)),
    decode(payload) {
      const cipher = parseBase64(payload)
      if (cipher === undefined) return err({ code: 'CIPHER_TEXT' })
      const plain = decryptXxtea(cipher, words)
      return plain === undefined ? err({ code: 'CIPHER_KEY' }) : ok(plain)
    },
  }
}

/** Outgoing payloads pass the stages in order, incoming ones in reverse. */
export const composePipelines = (...stages: readonly PayloadPipeline[]): PayloadPipeline => ({
  encode: (payload) => stages.reduce((bytes, stage) => stage.encode(bytes), payload),
  decode: (payload) =>
    stages.reduceRight<Result<Uint8Array, ProtocolError>>(
      (bytes, stage) => (bytes.ok ? stage.decode(bytes.value) : bytes),
      ok(payload),
    ),
})
