// Whose address a connection comes from, when some of them come through proxies.
import { BlockList, isIP, isIPv4 } from 'node:net'

const MAPPED_PREFIX = '::ffff:'
/** A customer of an IPv6 network owns a /64 and can use every address in it: such a block counts as one. */
const IPV6_GROUPS_OF_A_BLOCK = 4
const IPV6_GROUPS = 8
/** More hops than any honest chain has; the rest of a longer header is not read. */
const MAX_FORWARDED_HOPS = 16

/** One spelling per address: an IPv4 address mapped into IPv6 is the IPv4 address, a zone is dropped. */
export function plainIp(address: string): string {
  const lower = (address.split('%', 1)[0] ?? '').toLowerCase()
  const mapped = lower.startsWith(MAPPED_PREFIX) ? lower.slice(MAPPED_PREFIX.length) : ''
  return isIPv4(mapped) ? mapped : lower
}

/** What limits per address count by: the IPv4 address, or the /64 block of an IPv6 address. */
export function ipBlock(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::', 2)
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : IPV6_GROUPS - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
  const block = groups
    .slice(0, IPV6_GROUPS_OF_A_BLOCK)
    .map((group) => Number.parseInt(group, 16).toString(16))
  return `${block.join(':')}::/64`
}

/** An X-Forwarded-For entry without its port and brackets; undefined where it is no address. */
function parseHop(entry: string): string | undefined {
  const text = entry.trim()
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1]
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1]
  const address = plainIp(bracketed ?? withPort ?? text)
  return isIP(address) === 0 ? undefined : address
}

export type ClientIp = (peerAddress: string | undefined, forwardedFor: string | undefined) => string

/**
 * Believes X-Forwarded-For only as far as it was written by trusted proxies (addresses or CIDR blocks):
 * the client is the first address, read from the right, that is not one of them. What a client wrote
 * further left counts nothing.
 */
export function clientIpReader(trustedProxies: readonly string[]): ClientIp {
  const trusted = new BlockList()
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  const isTrusted = (ip: string): boolean => isIP(ip) !== 0 && trusted.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6')

  return (peerAddress, forwardedFor) => {
    let ip = plainIp(peerAddress ?? '')
    if (trustedProxies.length === 0 || forwardedFor === undefined) return ip
    for (const entry of forwardedFor.split(',').reverse().slice(0, MAX_FORWARDED_HOPS)) {
      if (!isTrusted(ip)) break
      const hop = parseHop(entry)
      if (hop === undefined) break
      ip = hop
    }
    return ip
  }
}
