// Who is online, from logins and logouts in their order.

import { type Kysely, sql } from 'kysely'
import type { Database } from '../schema.ts'
import type { JobOf } from './write-job.ts'

type Presence = { lastLoginAt: number; isOnline: boolean; logoutAt: number }

/** nanoserver's user.is_online. */
const OFFLINE = 1
const ONLINE = 2
const NOT_YET = 0

/** By uid, so that two processes lock players in the same order. */
function presenceOf(
  jobs: readonly JobOf<'loggedIn' | 'loggedOut'>[],
): readonly (readonly [number, Presence])[] {
  const byUid = new Map<number, Presence>()
  for (const job of jobs) {
    const known = byUid.get(job.uid) ?? { lastLoginAt: 0, isOnline: false, logoutAt: 0 }
    const isIn = job.type === 'loggedIn'
    byUid.set(job.uid, {
      isOnline: isIn,
      lastLoginAt: isIn ? Math.max(known.lastLoginAt, job.login.at) : known.lastLoginAt,
      logoutAt: isIn ? known.logoutAt : job.at,
    })
  }
  return [...byUid].sort(([a], [b]) => a - b)
}

export async function applyPresence(
  db: Kysely<Database>,
  jobs: readonly JobOf<'loggedIn' | 'loggedOut'>[],
): Promise<void> {
  for (const [uid, { lastLoginAt, isOnline, logoutAt }] of presenceOf(jobs)) {
    if (logoutAt > 0) {
      await db
        .updateTable('login')
        .set({ logoutAt })
        .where('uid', '=', uid)
        .where('loginAt', '<=', logoutAt)
        .where('logoutAt', '=', NOT_YET)
        .execute()
    }
    const later = sql<number>`case when last_login_at < ${lastLoginAt} then ${lastLoginAt} else last_login_at end`
    await db
      .updateTable('user')
      .set({ isOnline: isOnline ? ONLINE : OFFLINE, lastLoginAt: later })
      .where('id', '=', uid)
      .execute()
  }
}
