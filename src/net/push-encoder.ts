// A push becomes bytes once, however many connections it goes to.
import type { RouteDictionary } from '../protocol/dictionary.ts'
import { makeJson } from '../protocol/json.ts'
import { makeDataPacket } from '../protocol/message.ts'
import type { PayloadPipeline } from '../protocol/pipeline.ts'
import type { PushName } from '../protocol/pushes.ts'
import type { Outgoing } from '../room/connection.ts'
import type { NetObserver } from './observer.ts'

export type PushEncoderOptions = {
  readonly pipeline: PayloadPipeline
  /** null = route compression is off. */
  readonly dictionary: RouteDictionary | null
  readonly observer: NetObserver
  /** What is wrong with a payload, or null. Absent = payloads are not checked. */
  readonly faultOf?: (route: PushName, payload: unknown) => string | null
}

/** JSON, or bytes as they are where the payload is bytes; through the pipeline. */
export function encodePayload(payload: unknown, pipeline: PayloadPipeline): Uint8Array {
  return pipeline.encode(payload instanceof Uint8Array ? payload : makeJson(payload))
}

export class PushEncoder {
  readonly #options: PushEncoderOptions

  constructor(options: PushEncoderOptions) {
    this.#options = options
  }

  /**
   * The packet, or null where the payload is wrong (which is reported). The bytes are kept on the push in
   * the form that most connections read; one that never got the dictionary costs an encoding of its own.
   */
  encode(push: Outgoing, knowsDictionary: boolean): Uint8Array | null {
    const { dictionary } = this.#options
    const isCommon = dictionary === null || knowsDictionary
    if (isCommon && push.encoded !== undefined) return push.encoded
    const bytes = this.#make(push, isCommon)
    if (isCommon && bytes !== null) push.encoded = bytes
    return bytes
  }

  #make({ route, payload }: Outgoing, isCommon: boolean): Uint8Array | null {
    const { pipeline, dictionary, observer, faultOf } = this.#options
    const fault = faultOf?.(route, payload) ?? null
    if (fault !== null) {
      observer.pushFailed(route, new TypeError(`the payload of ${route}: ${fault}`))
      return null
    }
    try {
      const message = { type: 'push', route, body: encodePayload(payload, pipeline) } as const
      const bytes = makeDataPacket(message, isCommon && dictionary !== null ? dictionary : undefined)
      // As a Buffer once, which sockets would otherwise make of it each.
      return Buffer.from(bytes)
    } catch (error) {
      observer.pushFailed(route, error)
      return null
    }
  }
}
