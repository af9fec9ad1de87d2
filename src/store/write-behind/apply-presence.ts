// Who is online, from comings and goings in their order.

import { type Kysely, sql } from 'kysely'
import type { Database } from '../schema.ts'
import type { JobOf } from './write-job.ts'

type Db = Kysely<Database>
type Presence = { lastLoginAt: number; isOnline: boolean; logoutAt: number }
type OneJob = JobOf<'loggedIn' | 'cameOnline' | 'loggedOut'>

/** nanoserver's user.is_online. */
const OFFLINE = 1
const ONLINE = 2
const NOT_YET = 0

const NOBODY: Presence = { lastLoginAt: 0, isOnline: false, logoutAt: 0 }

function presenceAfter(known: Presence, job: OneJob): Presence {
  switch (job.type) {
    case 'loggedIn':
      return { ...known, isOnline: true, lastLoginAt: Math.max(known.lastLoginAt, job.login.at) }
    case 'cameOnline':
      return { ...known, isOnline: true }
    case 'loggedOut':
      return { ...known, isOnline: false, logoutAt: job.at }
  }
}

/** By uid, so that two processes lock players in the same order. */
function presenceOf(jobs: readonly OneJob[]): readonly (readonly [number, Presence])[] {
  const byUid = new Map<number, Presence>()
  for (const job of jobs) byUid.set(job.uid, presenceAfter(byUid.get(job.uid) ?? NOBODY, job))
  return [...byUid].sort(([a], [b]) => a - b)
}

async function applyEach(db: Db, jobs: readonly OneJob[]): Promise<void> {
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

/** Of those who came before `at`: a login of this process may be in the database before this is. */
async function applyAllOffline(db: Db, { at }: JobOf<'allOffline'>): Promise<void> {
  const gone = db.selectFrom('user').select('id').where('isOnline', '=', ONLINE)
  await db
    .updateTable('login')
    .set({ logoutAt: at })
    .where('uid', 'in', gone)
    .where('loginAt', '<', at)
    .where('logoutAt', '=', NOT_YET)
    .execute()
  await db
    .updateTable('user')
    .set({ isOnline: OFFLINE })
    .where('isOnline', '=', ONLINE)
    .where('lastLoginAt', '<', at)
    .execute()
}

export async function applyPresence(db: Db, jobs: readonly (OneJob | JobOf<'allOffline'>)[]): Promise<void> {
  let since: OneJob[] = []
  for (const job of jobs) {
    if (job.type !== 'allOffline') {
      since.push(job)
      continue
    }
    await applyEach(db, since)
    since = []
    await applyAllOffline(db, job)
  }
  await applyEach(db, since)
}
