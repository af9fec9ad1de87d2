// [game-server]: where players' sockets arrive and what their packets may be.

import { z } from 'zod'
import { flag, hostName, oneOf, PORT_MAX, secret, text, whole } from '../fields.ts'

/** XXTEA takes the first 16 bytes of the key. */
const CRYPTO_KEY_MIN_BYTES = 16

export const gameServerSection = z
  .strictObject({
    host: hostName().default('127.0.0.1'),
    bind: hostName().default('0.0.0.0'),
    port: whole(0, PORT_MAX).default(33_251),
    tcp_port: whole(0, PORT_MAX).default(0),
    max_packet_bytes: whole(256, 65_536).default(4096),
    crypto: oneOf(['none', 'xxtea']).default('none'),
    crypto_key: secret(),
    crypto_key_file: text(4096).default(''),
    route_compression: flag().default(false),
  })
  .superRefine(({ port, tcp_port: tcpPort }, context) => {
    if (tcpPort === 0 || tcpPort !== port) return
    context.addIssue({ code: 'custom', path: ['tcp_port'], message: 'must not be the same as port' })
  })
  .superRefine((section, context) => {
    if (section.crypto !== 'xxtea') return
    const key = section.crypto_key?.reveal() ?? ''
    if (Buffer.byteLength(key) >= CRYPTO_KEY_MIN_BYTES) return
    const message = `needs at least ${CRYPTO_KEY_MIN_BYTES} bytes while crypto is xxtea`
    context.addIssue({ code: 'custom', path: ['crypto_key'], message })
  })
