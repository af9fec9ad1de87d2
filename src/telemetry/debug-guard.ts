// Who may ask the metrics server: whoever sits on this machine, and admins from elsewhere. A page in somebody's
// browser is neither, even where it can make that browser send requests to loopback.
import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'
import type { Admin, AdminTokens } from '../auth/admin-tokens.ts'
import type { Result } from '../lib/result.ts'
import { err, ok } from '../lib/result.ts'
import type { OpsRefusal } from './debug-refusals.ts'

export type Asker = {
  /** Address of the peer of the socket. */
  readonly peer: string
  readonly headers: IncomingHttpHeaders
}

/** Who asks: stands in the log beside what was changed. */
export type Allowed = Pick<Admin, 'name'>

export const OPS_SCOPE = 'ops'
/** Nobody needed to say who he is. */
const LOCAL: Allowed = { name: 'loopback' }
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i
/** What stands before a proxy is not this machine, even when the proxy is. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const
/** Said by browsers alone. A link that was followed (`none`, or a navigation) is checked by its target. */
const OWN_SITES: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none'])

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** An IPv4 address inside IPv6 is the IPv4 address that it is. */
export function isLoopback(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** `localhost`, `127.0.0.1` or `[::1]`, with or without a port: names that no stranger's DNS answers for. */
function isLocalHost(host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase()
  if (name === undefined) return false
  return name === 'localhost' || isLoopback(name.replaceAll(/[[\]]/g, ''))
}

/** The page's own scripts may ask; those of any other page may not, and neither may its forms. */
function isOwnPage({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return OWN_SITES.has(site) && (origin === undefined || origin === `http://${host}`)
}

const isDirect = ({ peer, headers }: Asker): boolean =>
  isLoopback(peer) && PROXY_HEADERS.every((name) => headers[name] === undefined)

/**
 * From loopback: the Host has to be this machine's (against DNS rebinding) and no foreign page may stand behind it.
 * From elsewhere, and for every request that brings a token: an admin with the scope `ops`.
 */
export function admit(asker: Asker, admins: AdminTokens): Result<Allowed, OpsRefusal> {
  const { headers } = asker
  if (!isOwnPage(headers)) return err('ORIGIN_FORBIDDEN')
  if (headers.authorization !== undefined) return admitAdmin(headers.authorization, admins)
  if (!isDirect(asker)) return err('TOKEN_MISSING')
  return isLocalHost(headers.host) ? ok(LOCAL) : err('HOST_FORBIDDEN')
}

function admitAdmin(authorization: string, admins: AdminTokens): Result<Allowed, OpsRefusal> {
  const secret = BEARER.exec(authorization)?.[1]
  if (secret === undefined) return err('BAD_TOKEN')
  const found = admins.find(secret)
  if (!found.ok) return err('BAD_TOKEN')
  return found.value.scopes.includes(OPS_SCOPE) ? ok(found.value) : err('SCOPE_MISSING')
}
