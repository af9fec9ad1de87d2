// Accounts: who a device is, from its first visit on.

import type { Kysely } from 'kysely'
import { invariant, must } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { enterOnce } from './card-ledger.ts'
import { ACCOUNT_STATUS, type Account, type Accounts, type AccountStatus } from './repositories.ts'
import type { Device, GuestLogin, GuestRefusal, ThirdLogin, ThirdRefusal } from './repositories.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

type Db = Kysely<Database>

/** nanoserver's defaultCoin. */
const WELCOME_CARDS = 10
/** nanoserver's user.role for a player. */
const ROLE_PLAYER = 2
/** nanoserver's sex: 0 unknown, 1 male, 2 female. */
const SEX_UNKNOWN = 0
/** register.register_type of an account that a device alone stands for. */
const REGISTER_TYPE_GUEST = 1

const REGISTER_TYPE_THIRD = 2
/** nanoserver's user.is_online. */
const ONLINE = 2

/** One row of third_account: an account is found by the first two, per app. */
type Identity = {
  readonly platform: string
  readonly thirdAccount: string
  /** Null: named after the uid. */
  readonly thirdName: string | null
  readonly headUrl: string
  readonly sex: number
  readonly registerType: number
}

const GUEST = 'guest'
/** As long as third_account.platform allows beside the longest appId. */
const PLATFORM = /^[a-z0-9_-]{1,31}$/

const guestIdentity = ({ appId, device }: GuestLogin): Identity => ({
  platform: `${GUEST}:${appId}`,
  thirdAccount: device.imei,
  thirdName: null,
  headUrl: '',
  sex: SEX_UNKNOWN,
  registerType: REGISTER_TYPE_GUEST,
})

const thirdIdentity = ({ platform, appId, openid, name, headUrl, sex }: ThirdLogin): Identity => ({
  platform: `${platform}:${appId}`,
  thirdAccount: openid,
  thirdName: name,
  headUrl,
  sex,
  registerType: REGISTER_TYPE_THIRD,
})

/** What a row of register or login says of where somebody came from. */
export const arrivalOf = (uid: number, { appId, channelId, device }: GuestLogin) => {
  const { imei, os, model, ip, remote }: Device = device
  return { uid, appId, channelId, imei, os, model, ip, remote }
}

export class SqlAccounts implements Accounts {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async guestLogin(login: GuestLogin): Promise<Result<{ account: Account; created: boolean }, GuestRefusal>> {
    if (login.device.imei === '') return err({ code: 'IMEI_EMPTY' })
    return await this.#enter(guestIdentity(login), login)
  }

  async thirdLogin(login: ThirdLogin): Promise<Result<{ account: Account; created: boolean }, ThirdRefusal>> {
    if (login.openid === '') return err({ code: 'OPENID_EMPTY' })
    // A platform called guest would open the accounts of devices.
    if (login.platform === GUEST || !PLATFORM.test(login.platform)) return err({ code: 'PLATFORM_UNKNOWN' })
    const identity = thirdIdentity(login)
    const { thirdName, headUrl, sex } = identity
    await this.#db
      .updateTable('thirdAccount')
      .set({ thirdName: thirdName ?? '', headUrl, sex })
      .where('platform', '=', identity.platform)
      .where('thirdAccount', '=', identity.thirdAccount)
      .execute()
    return await this.#enter(identity, login)
  }

  async #enter(
    identity: Identity,
    login: GuestLogin,
  ): Promise<Result<{ account: Account; created: boolean }, { code: 'ACCOUNT_CLOSED' }>> {
    const known = await this.#findIdentity(this.#db, identity)
    const { uid, created } =
      known === undefined
        ? await transact(this.#db, (db) => this.#register(db, identity, login))
        : { uid: known, created: false }
    const account = must(await this.find(uid), 'the account of a known identity')
    const { deleted, frozen } = ACCOUNT_STATUS
    if (account.status === deleted || account.status === frozen) return err({ code: 'ACCOUNT_CLOSED' })
    return ok({ account, created })
  }

  async find(uid: number): Promise<Account | undefined> {
    const row = await this.#db
      .selectFrom('user')
      .leftJoin('thirdAccount', 'thirdAccount.uid', 'user.id')
      .select(['user.id', 'user.coin', 'user.status', 'user.registerAt'])
      .select(['thirdAccount.thirdName', 'thirdAccount.headUrl', 'thirdAccount.sex'])
      .where('user.id', '=', uid)
      .orderBy('thirdAccount.id')
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { id, coin, status, registerAt, thirdName, headUrl, sex } = row
    return {
      uid: id,
      name: thirdName ?? guestName(id),
      headUrl: headUrl ?? '',
      sex: sex ?? SEX_UNKNOWN,
      coin,
      status: status as AccountStatus,
      registerAt,
    }
  }

  async recordLogin(uid: number, login: GuestLogin): Promise<void> {
    const write = async (db: Db): Promise<void> => {
      await db
        .insertInto('login')
        .values({ ...arrivalOf(uid, login), loginAt: login.at })
        .execute()
      await db
        .updateTable('user')
        .set({ lastLoginAt: login.at, isOnline: ONLINE })
        .where('id', '=', uid)
        .execute()
    }
    await transact(this.#db, write, { isIdempotent: false })
  }

  async #findIdentity(db: Db, { platform, thirdAccount }: Identity): Promise<number | undefined> {
    const row = await db
      .selectFrom('thirdAccount')
      .select('uid')
      .where('platform', '=', platform)
      .where('thirdAccount', '=', thirdAccount)
      .executeTakeFirst()
    return row?.uid
  }

  async #register(db: Db, identity: Identity, login: GuestLogin): Promise<{ uid: number; created: boolean }> {
    const known = await this.#findIdentity(db, identity)
    if (known !== undefined) return { uid: known, created: false }
    const { at } = login
    const { registerType, ...third } = identity
    const user = await db
      .insertInto('user')
      .values({ role: ROLE_PLAYER, registerAt: at })
      .executeTakeFirstOrThrow()
    const uid = Number(must(user.insertId, 'the id of a new user'))
    await db
      .insertInto('thirdAccount')
      .values({ ...third, uid, thirdName: third.thirdName ?? guestName(uid) })
      .execute()
    await db
      .insertInto('register')
      .values({ ...arrivalOf(uid, login), registerAt: at, registerType })
      .execute()
    const payer = { kind: 'user', uid } as const
    const reference = `welcome:${uid}`
    const welcome = await enterOnce(db, { payer, delta: WELCOME_CARDS, reason: 'welcome', reference, at })
    invariant(welcome.ok, 'a new account got no welcome cards')
    return { uid, created: true }
  }
}

const guestName = (uid: number): string => `G${uid}`
