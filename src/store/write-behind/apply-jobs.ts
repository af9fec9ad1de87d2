// A batch of jobs as few statements, in one transaction. Jobs of one table come in the order desk, rounds, end, which
// is also the order of the statements, so that rows may be gathered by kind.

import type { Kysely } from 'kysely'
import { must } from '../../lib/assert.ts'
import { arrivalOf } from '../accounts.ts'
import { chargeOnce, refundOnce } from '../card-ledger.ts'
import { newDeskRow } from '../desks.ts'
import { historyRow } from '../histories.ts'
import type { Database } from '../schema.ts'
import { applyPresence } from './apply-presence.ts'
import { closeDesks, updateScores } from './desk-updates.ts'
import { chunksOf, insertNew } from './insert-new.ts'
import type { JobOf, MoneyOutcome, WriteJob } from './write-job.ts'

type Db = Kysely<Database>
type DeskIds = ReadonlyMap<string, number>
type MoneyJob = JobOf<'cardsCharged' | 'cardsRefunded'>

/** The job names a desk that was never handed over: no retry will find it. */
export class DeskMissing extends Error {
  readonly code = 'DESK_MISSING'

  constructor(tableId: string) {
    super(`no desk of table ${tableId}`)
  }
}

const ofType = <T extends WriteJob['type']>(jobs: readonly WriteJob[], ...types: T[]): JobOf<T>[] =>
  jobs.filter((job): job is JobOf<T> => (types as string[]).includes(job.type))

async function deskIdsOf(db: Db, jobs: readonly WriteJob[]): Promise<DeskIds> {
  const needed = ofType(jobs, 'cardsCharged', 'roundEnded', 'deskClosed').map(({ tableId }) => tableId)
  const ids = new Map<string, number>()
  for (const tableIds of chunksOf([...new Set(needed)])) {
    const rows = await db
      .selectFrom('desk')
      .select(['id', 'tableId'])
      .where('tableId', 'in', tableIds)
      .execute()
    for (const { id, tableId } of rows) ids.set(tableId, id)
  }
  for (const tableId of needed) if (!ids.has(tableId)) throw new DeskMissing(tableId)
  return ids
}

const idOf = (ids: DeskIds, tableId: string): number => must(ids.get(tableId), 'the desk of a job')

async function moveCards(db: Db, job: MoneyJob, ids: DeskIds): Promise<MoneyOutcome> {
  const { tableId } = job
  if (job.type === 'cardsRefunded') {
    const { type, payer, reference, at } = job
    return { type, tableId, payer, result: await refundOnce(db, reference, at) }
  }
  const { deskNo, ...charge } = job.charge
  const desk = { deskId: idOf(ids, tableId), deskNo }
  return { type: job.type, tableId, payer: charge.payer, result: await chargeOnce(db, { ...charge, desk }) }
}

/** Call it inside a transaction. What it returns holds once that is committed. */
export async function applyJobs(db: Db, jobs: readonly WriteJob[]): Promise<readonly MoneyOutcome[]> {
  await insertNew(
    db,
    'desk',
    ofType(jobs, 'deskOpened').map(({ desk }) => newDeskRow(desk)),
  )
  const ids = await deskIdsOf(db, jobs)
  const rounds = ofType(jobs, 'roundEnded')
  const closed = ofType(jobs, 'deskClosed')
  const isClosed = new Set(closed.map(({ tableId }) => tableId))
  await insertNew(
    db,
    'history',
    rounds.map(({ tableId, history }) => historyRow({ ...history, deskId: idOf(ids, tableId) })),
  )
  const open = rounds.filter(({ tableId }) => !isClosed.has(tableId))
  await updateScores(
    db,
    open.map((job) => ({ id: idOf(ids, job.tableId), ...job })),
  )
  await closeDesks(
    db,
    closed.map((job) => ({ id: idOf(ids, job.tableId), ...job })),
  )
  const outcomes: MoneyOutcome[] = []
  for (const job of ofType(jobs, 'cardsCharged', 'cardsRefunded'))
    outcomes.push(await moveCards(db, job, ids))
  await insertNew(
    db,
    'online',
    ofType(jobs, 'online').map(({ key, at, userCount, deskCount }) => ({
      time: at,
      userCount,
      deskCount,
      writeKey: key,
    })),
  )
  await insertNew(
    db,
    'login',
    ofType(jobs, 'loggedIn').map(({ key, uid, login }) => ({
      ...arrivalOf(uid, login),
      loginAt: login.at,
      writeKey: key,
    })),
  )
  await applyPresence(db, ofType(jobs, 'loggedIn', 'cameOnline', 'loggedOut', 'allOffline'))
  return outcomes
}
