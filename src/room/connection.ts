// How a room reaches a player: net implements it over sockets, tests over an array.
import type { PushName, PushOf } from '../protocol/pushes.ts'

/**
 * A push on its way. One object goes to every seat that may see the same payload, so that the
 * connection can encode it once and keep the bytes here.
 */
export type Outgoing<N extends PushName = PushName> = {
  readonly route: N
  readonly payload: PushOf<N>
  /** The encoded packet, once some connection has made it. */
  encoded?: Uint8Array
}

export const outgoing = <N extends PushName>(route: N, payload: PushOf<N>): Outgoing => ({ route, payload })

export interface Connection {
  /** Unique in this process. */
  readonly id: string
  /** Hands the push to the socket; never throws, and does nothing once the connection is closed. */
  send(push: Outgoing): void
  /**
   * Calls back once, when the system has taken everything that was sent so far, or will never take it. May call back
   * at once. Absent: what is sent counts as taken.
   */
  whenHandedOver?(listener: () => void): void
}
