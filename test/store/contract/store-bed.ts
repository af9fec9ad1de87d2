// One open store for a contract, and the rows that its tests begin with.

import assert from 'node:assert/strict'
import type { Kysely } from 'kysely'
import { must } from '../../../src/lib/assert.ts'
import type { BySeat, GuestLogin, Store } from '../../../src/store/repositories.ts'
import type { Database } from '../../../src/store/schema.ts'

export type OpenStore = { readonly store: Store; readonly db: Kysely<Database> }

export const AT = 1_780_000_000

let serial = 0

function nextSerial(): number {
  serial += 1
  return serial
}

/** A text that no other test uses. */
export const fresh = (prefix: string): string => `${prefix}-${nextSerial()}`

export const seats = <T>(value: T): BySeat<T> => [value, value, value, value]

export function guest(imei: string, appId = 'app'): GuestLogin {
  const device = { imei, os: 'linux', model: 'pc', ip: '10.0.0.1', remote: '10.0.0.1:5000' }
  return { appId, channelId: 'web', device, at: AT }
}

export class StoreBed {
  #open: OpenStore | undefined

  use(open: OpenStore): void {
    this.#open = open
  }

  get store(): Store {
    return must(this.#open, 'the opened store').store
  }

  get db(): Kysely<Database> {
    return must(this.#open, 'the opened store').db
  }

  async newUser(): Promise<number> {
    const login = await this.store.accounts.guestLogin(guest(fresh('imei')))
    assert.ok(login.ok)
    return login.value.account.uid
  }

  async newClub(balance: number, maxMember = 500): Promise<number> {
    const clubId = 100_000 + nextSerial()
    const club = { clubId, member: 1, maxMember, name: '茶馆', desc: '成都', agentId: 0, createdAt: AT }
    await this.db.insertInto('club').values(club).execute()
    if (balance > 0) {
      const payer = { kind: 'club', clubId } as const
      const reference = fresh('top-up')
      const credited = await this.store.cards.credit({
        payer,
        count: balance,
        reference,
        reason: 'recharge',
        at: AT,
      })
      assert.ok(credited.ok)
    }
    return clubId
  }

  userBalance(uid: number): Promise<number> {
    return this.store.cards.balance({ kind: 'user', uid })
  }

  async storedCoin(uid: number): Promise<number | undefined> {
    return (await this.store.accounts.find(uid))?.coin
  }
}
