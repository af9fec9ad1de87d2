// Players as game masters see them: found, frozen, freed, reset; and whether they are there.

import { type Kysely, sql } from 'kysely'
import { err, ok, type Result } from '../lib/result.ts'
import { audited } from './audit-trail.ts'
import type { Paged, Player, PlayerFilter, PlayerRefusal, Players, Told } from './office-repositories.ts'
import { limitOf } from './page-limit.ts'
import { ACCOUNT_STATUS, type AccountStatus } from './repositories.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

type Db = Kysely<Database>

/** nanoserver's user.is_online. */
const OFFLINE = 1
const ONLINE = 2
const NOT_YET = 0

type Row = {
  id: number
  coin: number
  status: number
  registerAt: number
  lastLoginAt: number
  isOnline: number
  debug: number
  thirdName: string | null
  headUrl: string | null
  sex: number | null
}

function playerOf(row: Row): Player {
  const { id, coin, status, registerAt, lastLoginAt, debug, thirdName, headUrl, sex } = row
  return {
    uid: id,
    name: thirdName ?? `G${id}`,
    headUrl: headUrl ?? '',
    sex: sex ?? 0,
    coin,
    status: status as AccountStatus,
    registerAt,
    isOnline: row.isOnline === ONLINE,
    lastLoginAt,
    debug,
  }
}

export class SqlPlayers implements Players {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async find(uid: number): Promise<Player | undefined> {
    const row = await this.#rows().where('user.id', '=', uid).executeTakeFirst()
    return row === undefined ? undefined : playerOf(row)
  }

  async list(filter: PlayerFilter): Promise<Paged<Player>> {
    const { status, name } = filter
    const { offset, limit } = limitOf(filter)
    let counted = this.#db.selectFrom('user').leftJoin('thirdAccount', 'thirdAccount.uid', 'user.id')
    let query = this.#rows()
    if (status !== undefined) {
      counted = counted.where('user.status', '=', status)
      query = query.where('user.status', '=', status)
    }
    if (name !== undefined) {
      counted = counted.where('thirdAccount.thirdName', '=', name)
      query = query.where('thirdAccount.thirdName', '=', name)
    }
    const { total } = await counted
      .select((eb) => eb.fn.count<number>('user.id').distinct().as('total'))
      .executeTakeFirstOrThrow()
    const rows = await query.orderBy('user.id', 'desc').offset(offset).limit(limit).execute()
    return { rows: rows.map(playerOf), total }
  }

  async freeze(uid: number, told?: Told): Promise<Result<void, PlayerRefusal>> {
    return await this.#audited(told, (db) => this.#change(db, uid, { status: ACCOUNT_STATUS.frozen }))
  }

  async unfreeze(uid: number, told?: Told): Promise<Result<void, PlayerRefusal>> {
    return await this.#audited(told, (db) => this.#change(db, uid, { status: ACCOUNT_STATUS.normal }))
  }

  async reset(uid: number, at: number, told?: Told): Promise<Result<void, PlayerRefusal>> {
    return await this.#audited(told, async (db) => {
      const changed = await this.#change(db, uid, { debug: 0 })
      if (changed.ok) await this.#leave(db, uid, at)
      return changed
    })
  }

  async wentOffline(uid: number, at: number): Promise<void> {
    await transact(this.#db, (db) => this.#leave(db, uid, at))
  }

  async #leave(db: Db, uid: number, at: number): Promise<void> {
    await db
      .updateTable('login')
      .set({ logoutAt: at })
      .where('uid', '=', uid)
      .where('logoutAt', '=', NOT_YET)
      .execute()
    await db.updateTable('user').set({ isOnline: OFFLINE }).where('id', '=', uid).execute()
  }

  async allOffline(at: number): Promise<void> {
    await transact(this.#db, async (db) => {
      const online = db.selectFrom('user').select('id').where('isOnline', '=', ONLINE)
      await db
        .updateTable('login')
        .set({ logoutAt: at })
        .where('uid', 'in', online)
        .where('logoutAt', '=', NOT_YET)
        .execute()
      await db.updateTable('user').set({ isOnline: OFFLINE }).where('isOnline', '=', ONLINE).execute()
    })
  }

  async #audited(
    told: Told | undefined,
    work: (db: Db) => Promise<Result<void, PlayerRefusal>>,
  ): Promise<Result<void, PlayerRefusal>> {
    return await audited<void, PlayerRefusal['code']>(this.#db, { told, isIdempotent: true }, work)
  }

  /** One row a player, whatever number of identities there is. */
  #rows() {
    return this.#db
      .selectFrom('user')
      .leftJoin('thirdAccount', (join) =>
        join.on(
          'thirdAccount.id',
          '=',
          sql<number>`(select min(t.id) from third_account t where t.uid = ${sql.ref('user.id')})`,
        ),
      )
      .select(['user.id', 'user.coin', 'user.status', 'user.registerAt', 'user.lastLoginAt', 'user.isOnline'])
      .select(['user.debug', 'thirdAccount.thirdName', 'thirdAccount.headUrl', 'thirdAccount.sex'])
  }

  async #change(
    db: Db,
    uid: number,
    change: { status?: number; debug?: number },
  ): Promise<Result<void, PlayerRefusal>> {
    const updated = await db
      .updateTable('user')
      .set(change)
      .where('id', '=', uid)
      .where('status', '<>', ACCOUNT_STATUS.deleted)
      .executeTakeFirst()
    if (updated.numUpdatedRows > 0n) return ok(undefined)
    const known = await db.selectFrom('user').select('id').where('id', '=', uid).executeTakeFirst()
    return err({ code: known === undefined ? 'PLAYER_UNKNOWN' : 'PLAYER_DELETED' })
  }
}
