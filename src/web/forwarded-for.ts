// X-Forwarded-For, made plain before anybody asks for a request's address: some proxies write a port too, and what is
// no address must neither count as one nor be written where addresses are kept.

import { isIP } from 'node:net'
import type { Config } from '../config/schema.ts'
import type { WebApp } from './web-server-options.ts'

const HEADER = 'x-forwarded-for'
/** `[2001:db8::1]:5000`, `[2001:db8::1]` or `10.0.0.1:5000`. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/
/** No client has it (RFC 1122 section 3.2.1.3): whoever comes from it is in no list and shares one limit. */
const NOBODY = '0.0.0.0'

function plainAddress(entry: string): string {
  const text = entry.trim()
  const [, ipv6, ipv4] = WITH_PORT.exec(text) ?? []
  const address = ipv6 ?? ipv4 ?? text
  return isIP(address) === 0 ? NOBODY : address
}

/** Before every other hook. */
export function addForwardedFor(app: WebApp, { webserver }: Config): void {
  if (webserver.trustedProxies.length === 0) return
  app.addHook('onRequest', (request, _, done) => {
    const { headers } = request.raw
    const written = headers[HEADER]
    if (typeof written === 'string') headers[HEADER] = written.split(',').map(plainAddress).join(', ')
    done()
  })
}
