// Which addresses may use the back office: a list of addresses and blocks, compared as numbers, never as texts.

import { BlockList, isIP } from 'node:net'
import { invariant } from '../lib/assert.ts'

export interface AllowList {
  /** `address`: an IPv4 or IPv6 address. IPv4 inside IPv6 (::ffff:10.0.0.1) is the IPv4 address that it is. */
  has(address: string): boolean
}

const FAMILY = { 4: 'ipv4', 6: 'ipv6' } as const

/** The configured rules: addresses (`10.0.0.7`) and blocks (`10.0.0.0/8`). */
export function createAllowList(rules: readonly string[]): AllowList {
  const allowed = new BlockList()
  for (const rule of rules) addRule(allowed, rule)
  return {
    has(address) {
      // A link-local address names its interface; the rule does not.
      const [bare = ''] = address.split('%', 1)
      const family = isIP(bare)
      return family !== 0 && allowed.check(bare, family === 4 ? FAMILY[4] : FAMILY[6])
    },
  }
}

function addRule(allowed: BlockList, rule: string): void {
  const [address = '', bits] = rule.split('/')
  const family = isIP(address)
  invariant(family === 4 || family === 6, `${rule} is no address rule`)
  if (bits === undefined) allowed.addAddress(address, FAMILY[family])
  else allowed.addSubnet(address, Number(bits), FAMILY[family])
}
