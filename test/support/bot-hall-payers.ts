// Accounts that can pay for many matches.
import assert from 'node:assert/strict'
import type { Store } from '../../src/store/repositories.ts'
import { fresh, guest } from '../store/contract/store-bed.ts'

const GIFT = 1000
const WELCOME = 10

export async function newPayers(
  { accounts, cards }: Store,
  count: number,
): Promise<{ readonly uids: number[]; readonly cards: number }> {
  const uids: number[] = []
  while (uids.length < count) {
    const login = await accounts.guestLogin(guest(fresh('payer')))
    assert.ok(login.ok)
    const { uid } = login.value.account
    const credit = { count: GIFT, reference: `gift:${uid}`, reason: 'recharge', at: 1 } as const
    assert.ok((await cards.credit({ ...credit, payer: { kind: 'user', uid } })).ok)
    uids.push(uid)
  }
  return { uids, cards: WELCOME + GIFT }
}
