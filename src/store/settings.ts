// Settings that game masters change at run time and that outlive the process.

import type { Kysely } from 'kysely'
import { ok } from '../lib/result.ts'
import { audited } from './audit-trail.ts'
import type { Settings, Told } from './office-repositories.ts'
import type { Database } from './schema.ts'

export class SqlSettings implements Settings {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async get(name: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('setting')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst()
    return row?.value
  }

  async set({ name, value, at }: Parameters<Settings['set']>[0], told?: Told): Promise<void> {
    await audited<null, never>(this.#db, { told, isIdempotent: true }, async (db) => {
      const updated = await db
        .updateTable('setting')
        .set({ value, updatedAt: at })
        .where('name', '=', name)
        .executeTakeFirst()
      if (updated.numUpdatedRows === 0n)
        await db.insertInto('setting').values({ name, value, updatedAt: at }).execute()
      return ok(null)
    })
  }
}
