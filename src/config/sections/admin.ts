// [admin] and [whitelist]: who may run the back office, and from where.

import { z } from 'zod'
import { secret, text } from '../fields.ts'
import { isAddressBlock } from './webserver.ts'

const OCTETS = 4

/**
 * An address, a block, or the beginning of an IPv4 address as nanoserver writes it (`10.10.*`), as a block; undefined
 * for anything else. Whole addresses only: nanoserver's expressions were not anchored, so that `10.1` let in 110.1.2.3.
 */
export function parseAddressRule(value: string): string | undefined {
  if (isAddressBlock(value)) return value
  const match = /^((?:\d{1,3}\.){1,3})\*$/.exec(value)
  const given = match?.[1]?.slice(0, -1).split('.')
  if (given === undefined) return undefined
  const address = [...given, '0', '0', '0'].slice(0, OCTETS).join('.')
  const block = `${address}/${given.length * 8}`
  return isAddressBlock(block) ? block : undefined
}

const addressRule = () =>
  text().transform((value, context): string => {
    const block = parseAddressRule(value)
    if (block !== undefined) return block
    const message = 'must be an address, a block such as 10.0.0.0/8, or a beginning such as 10.10.*'
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

export const whitelistSection = z.strictObject({
  ip: z.array(addressRule(), { error: 'must be a list of addresses' }).prefault(['127.0.0.1', '::1']),
})

export const adminSection = z.strictObject({
  tokens: secret(),
  tokens_file: text(4096).default(''),
})
