// Clubs as the back office runs them: founded, joined, left. Their cards come through AdminRecharges.

import { randomInt } from 'node:crypto'
import type { Kysely } from 'kysely'
import { must } from '../lib/assert.ts'
import { ok, type Result } from '../lib/result.ts'
import { audited, tell } from './audit-trail.ts'
import type {
  Applicant,
  ClubAdmin,
  ClubInfo,
  MemberRefusal,
  NewClub,
  Page,
  Paged,
  Told,
} from './office-repositories.ts'
import { limitOf } from './page-limit.ts'
import { Refused } from './refused-error.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

type Db = Kysely<Database>
type Code = MemberRefusal['code']

const APPLIED = 1
const AGREED = 2
/** Players type a club's number: six digits from the start. */
const FIRST_CLUB_ID = 100_000
/** Below zero: no club's number, only until the row has one. */
const MAX_PLACEHOLDER = 2 ** 47
const MEMBER_CODES: readonly string[] = [
  'CLUB_UNKNOWN',
  'CLUB_FULL',
  'NO_APPLICATION',
  'NOT_MEMBER',
] satisfies Code[]
const isMemberCode = (code: string): boolean => MEMBER_CODES.includes(code)

const COLUMNS = ['clubId', 'name', 'desc', 'member', 'maxMember', 'balance', 'agentId', 'createdAt'] as const

export class SqlClubAdmin implements ClubAdmin {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async create({ agentId, name, desc, maxMember, at }: NewClub, told?: Told): Promise<ClubInfo> {
    const write = async (db: Db): Promise<ClubInfo> => {
      const placeholder = -randomInt(1, MAX_PLACEHOLDER)
      const row = { clubId: placeholder, agentId, name, desc, member: 0, maxMember, createdAt: at }
      const inserted = await db.insertInto('club').values(row).executeTakeFirstOrThrow()
      const clubId = FIRST_CLUB_ID + Number(must(inserted.insertId, 'the id of a new club'))
      await db.updateTable('club').set({ clubId }).where('clubId', '=', placeholder).execute()
      await tell(db, told && { ...told, target: `club:${clubId}` }, 'ok')
      return { ...row, clubId, balance: 0 }
    }
    return await transact(this.#db, write, { isIdempotent: false })
  }

  async find(clubId: number): Promise<ClubInfo | undefined> {
    return await this.#db.selectFrom('club').select(COLUMNS).where('clubId', '=', clubId).executeTakeFirst()
  }

  async list(page: Page & { readonly agentId?: number }): Promise<Paged<ClubInfo>> {
    let query = this.#db.selectFrom('club')
    if (page.agentId !== undefined) query = query.where('agentId', '=', page.agentId)
    const { total } = await query
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const { offset, limit } = limitOf(page)
    const rows = await query.select(COLUMNS).orderBy('id', 'desc').offset(offset).limit(limit).execute()
    return { rows, total }
  }

  async applicants(clubId: number): Promise<readonly Applicant[]> {
    return await this.#withStatus(clubId, APPLIED)
  }

  async members(clubId: number): Promise<readonly Applicant[]> {
    return await this.#withStatus(clubId, AGREED)
  }

  async approve(uid: number, clubId: number, told?: Told): Promise<Result<void, MemberRefusal>> {
    return await this.#change(told, async (db) => {
      const updated = await db
        .updateTable('userClub')
        .set({ status: AGREED })
        .where('uid', '=', uid)
        .where('clubId', '=', clubId)
        .where('status', '=', APPLIED)
        .executeTakeFirst()
      if (updated.numUpdatedRows === 0n) await this.#refuse(db, clubId, 'NO_APPLICATION')
      const counted = await db
        .updateTable('club')
        .set(({ eb }) => ({ member: eb('member', '+', 1) }))
        .where('clubId', '=', clubId)
        .whereRef('member', '<', 'maxMember')
        .executeTakeFirst()
      if (counted.numUpdatedRows === 0n) await this.#refuse(db, clubId, 'CLUB_FULL')
    })
  }

  async refuse(uid: number, clubId: number, told?: Told): Promise<Result<void, MemberRefusal>> {
    return await this.#change(told, async (db) => {
      if (!(await this.#forget(db, { uid, clubId, status: APPLIED }))) {
        await this.#refuse(db, clubId, 'NO_APPLICATION')
      }
    })
  }

  async remove(uid: number, clubId: number, told?: Told): Promise<Result<void, MemberRefusal>> {
    return await this.#change(told, async (db) => {
      if (!(await this.#forget(db, { uid, clubId, status: AGREED })))
        await this.#refuse(db, clubId, 'NOT_MEMBER')
      await db
        .updateTable('club')
        .set(({ eb }) => ({ member: eb('member', '-', 1) }))
        .where('clubId', '=', clubId)
        .where('member', '>', 0)
        .execute()
    })
  }

  async #forget(db: Db, row: { uid: number; clubId: number; status: number }): Promise<boolean> {
    const deleted = await db
      .deleteFrom('userClub')
      .where('uid', '=', row.uid)
      .where('clubId', '=', row.clubId)
      .where('status', '=', row.status)
      .executeTakeFirst()
    return deleted.numDeletedRows > 0n
  }

  /** Whatever the transaction has written must not stay. */
  async #refuse(db: Db, clubId: number, code: Code): Promise<never> {
    const club = await db.selectFrom('club').select('id').where('clubId', '=', clubId).executeTakeFirst()
    throw new Refused(club === undefined ? 'CLUB_UNKNOWN' : code)
  }

  /** Not idempotent: a second run of an approval finds no application. */
  async #change(
    told: Told | undefined,
    work: (db: Db) => Promise<void>,
  ): Promise<Result<void, MemberRefusal>> {
    return await audited<void, Code>(
      this.#db,
      { told, isCode: isMemberCode, isIdempotent: false },
      async (db) => ok(await work(db)),
    )
  }

  async #withStatus(clubId: number, status: number): Promise<readonly Applicant[]> {
    const rows = await this.#db
      .selectFrom('userClub')
      .leftJoin('thirdAccount', 'thirdAccount.uid', 'userClub.uid')
      .select(['userClub.id', 'userClub.uid', 'thirdAccount.thirdName', 'userClub.createdAt'])
      .where('userClub.clubId', '=', clubId)
      .where('userClub.status', '=', status)
      .orderBy('userClub.id')
      .orderBy('thirdAccount.id')
      .execute()
    const byId = new Map<number, Applicant>()
    for (const { id, uid, thirdName, createdAt } of rows) {
      if (!byId.has(id)) byId.set(id, { uid, name: thirdName ?? `G${uid}`, appliedAt: createdAt })
    }
    return [...byId.values()]
  }
}
