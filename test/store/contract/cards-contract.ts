// Cards: every one is counted once, whatever is repeated or happens at once.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fc } from '../../support/property.ts'
import type { Charge } from '../../../src/store/repositories.ts'
import { fresh, AT, type StoreBed } from './store-bed.ts'

const SEED = 20_261

const chargeOf = (uid: number, overrides: Partial<Charge> = {}): Charge => ({
  payer: { kind: 'user', uid },
  count: 3,
  reference: fresh('desk'),
  desk: { deskId: 7, deskNo: '654321' },
  at: AT,
  ...overrides,
})

export function cardsContract(bed: StoreBed): void {
  describe('cards', () => {
    test('a charge takes its cards once, whatever is repeated', async () => {
      const uid = await bed.newUser()
      const charge = chargeOf(uid)
      assert.deepEqual(await bed.store.cards.charge(charge), {
        ok: true,
        value: { balance: 7, repeated: false },
      })
      assert.deepEqual(await bed.store.cards.charge(charge), {
        ok: true,
        value: { balance: 7, repeated: true },
      })
      assert.equal(await bed.userBalance(uid), 7)
      assert.equal(await bed.storedCoin(uid), 7)
    })

    test('ten equal charges at once take their cards once', async () => {
      const uid = await bed.newUser()
      const charge = chargeOf(uid)
      const results = await Promise.all(Array.from({ length: 10 }, () => bed.store.cards.charge(charge)))
      assert.equal(results.filter((result) => result.ok && !result.value.repeated).length, 1)
      assert.equal(await bed.userBalance(uid), 7)
    })

    test('ten different charges at once never take more than there is', async () => {
      const uid = await bed.newUser()
      const results = await Promise.all(
        Array.from({ length: 10 }, () => bed.store.cards.charge(chargeOf(uid))),
      )
      assert.equal(results.filter((result) => result.ok).length, 3)
      assert.equal(await bed.userBalance(uid), 1)
      assert.equal(await bed.storedCoin(uid), 1)
    })

    test('a charge of all cards passes, of one more is refused and leaves no trace', async () => {
      const uid = await bed.newUser()
      const tooMuch = chargeOf(uid, { count: 11 })
      assert.deepEqual(await bed.store.cards.charge(tooMuch), { ok: false, error: { code: 'CARDS_SHORT' } })
      const rows = await bed.db.selectFrom('cardConsume').select('id').where('userId', '=', uid).execute()
      assert.deepEqual(rows, [])
      assert.ok((await bed.store.cards.charge({ ...tooMuch, count: 10 })).ok)
      assert.equal(await bed.userBalance(uid), 0)
    })

    for (const count of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
      test(`a charge or credit of ${count} cards is refused`, async () => {
        const uid = await bed.newUser()
        const refusal = { ok: false, error: { code: 'COUNT_INVALID' } }
        assert.deepEqual(await bed.store.cards.charge(chargeOf(uid, { count })), refusal)
        const payer = { kind: 'user', uid } as const
        const credit = { payer, count, reference: fresh('order'), reason: 'payment', at: AT } as const
        assert.deepEqual(await bed.store.cards.credit(credit), refusal)
        assert.equal(await bed.userBalance(uid), 10)
      })
    }

    test('a reference that means something else already is refused', async () => {
      const uid = await bed.newUser()
      const other = await bed.newUser()
      const charge = chargeOf(uid)
      assert.ok((await bed.store.cards.charge(charge)).ok)
      const refusal = { ok: false, error: { code: 'REFERENCE_REUSED' } }
      assert.deepEqual(await bed.store.cards.charge({ ...charge, count: 2 }), refusal)
      assert.deepEqual(
        await bed.store.cards.charge({ ...charge, payer: { kind: 'user', uid: other } }),
        refusal,
      )
      const { payer, count, reference } = charge
      assert.deepEqual(
        await bed.store.cards.credit({ payer, count, reference, reason: 'recharge', at: AT }),
        refusal,
      )
    })

    test('a payer nobody knows is refused', async () => {
      const refusal = { ok: false, error: { code: 'PAYER_UNKNOWN' } }
      assert.deepEqual(await bed.store.cards.charge(chargeOf(999_999_999)), refusal)
      const club = chargeOf(0, { payer: { kind: 'club', clubId: 1 } })
      assert.deepEqual(await bed.store.cards.charge(club), refusal)
      assert.equal(await bed.store.cards.balance({ kind: 'user', uid: 999_999_999 }), 0)
    })

    test('a refund gives back once, and the charge cannot be repeated after it', async () => {
      const uid = await bed.newUser()
      const charge = chargeOf(uid)
      await bed.store.cards.charge(charge)
      const { reference } = charge
      assert.deepEqual(await bed.store.cards.refund(reference, AT), {
        ok: true,
        value: { balance: 10, repeated: false },
      })
      assert.deepEqual(await bed.store.cards.refund(reference, AT), {
        ok: true,
        value: { balance: 10, repeated: true },
      })
      assert.deepEqual(await bed.store.cards.charge(charge), {
        ok: false,
        error: { code: 'ALREADY_REFUNDED' },
      })
      assert.equal(await bed.userBalance(uid), 10)
    })

    test('only a charge can be refunded', async () => {
      const uid = await bed.newUser()
      const refusal = { ok: false, error: { code: 'CHARGE_UNKNOWN' } }
      assert.deepEqual(await bed.store.cards.refund(fresh('never'), AT), refusal)
      assert.deepEqual(await bed.store.cards.refund(`welcome:${uid}`, AT), refusal)
    })

    test('a credit counts once', async () => {
      const uid = await bed.newUser()
      const payer = { kind: 'user', uid } as const
      const credit = { payer, count: 5, reference: fresh('order'), reason: 'payment', at: AT } as const
      assert.deepEqual(await bed.store.cards.credit(credit), {
        ok: true,
        value: { balance: 15, repeated: false },
      })
      assert.deepEqual(await bed.store.cards.credit(credit), {
        ok: true,
        value: { balance: 15, repeated: true },
      })
    })

    test('consumption names the desk, and a refund cancels it in the sum', async () => {
      const uid = await bed.newUser()
      const charge = chargeOf(uid)
      await bed.store.cards.charge(charge)
      await bed.store.cards.refund(charge.reference, AT + 9)
      const rows = await bed.db
        .selectFrom('cardConsume')
        .select(['cardCount', 'deskId', 'deskNo', 'consumeAt', 'clubId'])
        .where('userId', '=', uid)
        .orderBy('id')
        .execute()
      const desk = { deskId: 7, deskNo: '654321', clubId: 0 }
      assert.deepEqual(rows, [
        { cardCount: 3, consumeAt: AT, ...desk },
        { cardCount: -3, consumeAt: AT + 9, ...desk },
      ])
    })

    test('a club pays from its own cards', async () => {
      const clubId = await bed.newClub(4)
      const payer = { kind: 'club', clubId } as const
      assert.deepEqual(await bed.store.cards.charge(chargeOf(0, { payer })), {
        ok: true,
        value: { balance: 1, repeated: false },
      })
      assert.deepEqual(await bed.store.cards.charge(chargeOf(0, { payer })), {
        ok: false,
        error: { code: 'CARDS_SHORT' },
      })
      assert.equal(await bed.store.cards.balance(payer), 1)
    })

    test('whatever happens, the balance is the sum of the ledger and never below zero', async () => {
      const step = fc.record({
        kind: fc.constantFrom('charge', 'credit', 'refund'),
        count: fc.integer({ min: 1, max: 6 }),
        reference: fc.integer({ min: 0, max: 4 }),
      })
      const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const uid = await bed.newUser()
        const payer = { kind: 'user', uid } as const
        const life = fresh('life')
        for (const { kind, count, reference: number } of steps) {
          const reference = `${life}-${number}`
          if (kind === 'charge') await bed.store.cards.charge(chargeOf(uid, { count, reference }))
          else if (kind === 'refund') await bed.store.cards.refund(reference, AT)
          else await bed.store.cards.credit({ payer, count, reference, reason: 'recharge', at: AT })
          const balance = await bed.userBalance(uid)
          assert.equal(await bed.storedCoin(uid), balance)
          assert.ok(balance >= 0)
        }
      })
      await fc.assert(property, { numRuns: 60, seed: SEED })
    })
  })
}
