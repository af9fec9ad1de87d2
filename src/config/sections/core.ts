// [core]: what the whole server shares.

import { z } from 'zod'
import { flag, nonEmptyText, text, whole } from '../fields.ts'

/** A match of `rounds` rounds costs its creator (or club) `cards` cards. */
export type CardPrice = { readonly rounds: number; readonly cards: number }

/** Parses nanoserver's `rounds/cards,...` list; undefined if it is not one, or names a match length twice. */
export function parseConsume(value: string): readonly CardPrice[] | undefined {
  const prices: CardPrice[] = []
  for (const part of value.split(',')) {
    const match = /^\s*([1-9]\d{0,2})\/(\d{1,3})\s*$/.exec(part)
    const rounds = Number(match?.[1])
    if (match === null || prices.some((price) => price.rounds === rounds)) return undefined
    prices.push({ rounds, cards: Number(match[2]) })
  }
  return prices
}

const consume = text().transform((value, context): readonly CardPrice[] => {
  const prices = parseConsume(value)
  if (prices !== undefined) return prices
  context.addIssue({
    code: 'custom',
    message: 'must be rounds/cards pairs such as 4/2,8/3,16/4, each length once',
  })
  return z.NEVER
})

export const coreSection = z.strictObject({
  debug: flag().default(false),
  heartbeat: whole(5, 3600).default(30),
  consume: consume.prefault('4/2,8/3,16/4'),
  data_dir: nonEmptyText().default('data'),
})
