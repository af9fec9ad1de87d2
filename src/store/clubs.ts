// Clubs: groups of players whose desks the club pays for.

import type { Kysely } from 'kysely'
import { err, ok, type Result } from '../lib/result.ts'
import type { ApplyRefusal, Club, Clubs } from './repositories.ts'
import type { Database } from './schema.ts'
import { transact } from './transact.ts'

/** nanoserver's user_club.status. */
const APPLIED = 1
const AGREED = 2

export class SqlClubs implements Clubs {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async isMember(uid: number, clubId: number): Promise<boolean> {
    return (await this.#statusOf(this.#db, uid, clubId)) === AGREED
  }

  async ofPlayer(uid: number): Promise<readonly Club[]> {
    return await this.#db
      .selectFrom('userClub')
      .innerJoin('club', 'club.clubId', 'userClub.clubId')
      .select(['club.clubId', 'club.name', 'club.desc', 'club.member', 'club.maxMember'])
      .where('userClub.uid', '=', uid)
      .where('userClub.status', '=', AGREED)
      .orderBy('userClub.id')
      .execute()
  }

  async apply(application: { uid: number; clubId: number; at: number }): Promise<Result<void, ApplyRefusal>> {
    return await transact(this.#db, (db) => this.#apply(db, application))
  }

  async #apply(
    db: Kysely<Database>,
    { uid, clubId, at }: { uid: number; clubId: number; at: number },
  ): Promise<Result<void, ApplyRefusal>> {
    const club = await db
      .selectFrom('club')
      .select(['member', 'maxMember'])
      .where('clubId', '=', clubId)
      .executeTakeFirst()
    if (club === undefined) return err({ code: 'CLUB_UNKNOWN' })
    const status = await this.#statusOf(db, uid, clubId)
    if (status !== undefined) return err({ code: status === AGREED ? 'ALREADY_MEMBER' : 'ALREADY_APPLIED' })
    if (club.member >= club.maxMember) return err({ code: 'CLUB_FULL' })
    await db.insertInto('userClub').values({ uid, clubId, createdAt: at, status: APPLIED }).execute()
    return ok(undefined)
  }

  async #statusOf(db: Kysely<Database>, uid: number, clubId: number): Promise<number | undefined> {
    const row = await db
      .selectFrom('userClub')
      .select('status')
      .where('uid', '=', uid)
      .where('clubId', '=', clubId)
      .executeTakeFirst()
    return row?.status
  }
}
