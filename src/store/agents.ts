// Agents (代理) sell cards to players: their own stock, each move once per reference.

import type { Kysely } from 'kysely'
import { must } from '../lib/assert.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { audited } from './audit-trail.ts'
import { creditOnce, isCount } from './card-ledger.ts'
import type {
  Agent,
  AgentRefusal,
  Agents,
  NewAgent,
  OfficeRequest,
  Page,
  Paged,
  Told,
} from './office-repositories.ts'
import { limitOf } from './page-limit.ts'
import { Refused } from './refused-error.ts'
import type { Settled } from './repositories.ts'
import type { Database } from './schema.ts'

type Db = Kysely<Database>
type Code = AgentRefusal['code']
type TopUp = Parameters<Agents['topUp']>[0]
type Sale = Parameters<Agents['sell']>[0]

const NORMAL = 1
const COLUMNS = [
  'id',
  'name',
  'account',
  'phone',
  'wechat',
  'level',
  'discount',
  'status',
  'cardCount',
  'createAt',
] as const
const isCode = (code: string): boolean => code === 'CARDS_SHORT'

const findAgent = (db: Db, account: string): Promise<Agent | undefined> =>
  db.selectFrom('agent').select(COLUMNS).where('account', '=', account).executeTakeFirst()

export class SqlAgents implements Agents {
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
  }

  async create(agent: NewAgent, told?: Told): Promise<Result<Agent, { readonly code: 'ACCOUNT_TAKEN' }>> {
    const { passwordHash, createdBy, at, ...rest } = agent
    const row = { ...rest, password: passwordHash, createAccount: createdBy, createAt: at, status: NORMAL }
    // Not idempotent: a second run would find its own account taken.
    return await audited<Agent, 'ACCOUNT_TAKEN'>(this.#db, { told, isIdempotent: false }, async (db) => {
      if ((await findAgent(db, agent.account)) !== undefined) return err({ code: 'ACCOUNT_TAKEN' })
      await db.insertInto('agent').values(row).execute()
      return ok(must(await findAgent(db, agent.account), 'the agent just made'))
    })
  }

  async find(account: string): Promise<Agent | undefined> {
    return await findAgent(this.#db, account)
  }

  async list(page: Page): Promise<Paged<Agent>> {
    const { offset, limit } = limitOf(page)
    const { total } = await this.#db
      .selectFrom('agent')
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const query = this.#db.selectFrom('agent').select(COLUMNS).orderBy('id', 'desc')
    return { rows: await query.offset(offset).limit(limit).execute(), total }
  }

  async topUp(sale: TopUp, request: OfficeRequest): Promise<Result<Settled, AgentRefusal>> {
    const { account, count, reference } = sale
    const detail = { count, reference }
    const told = { request, action: 'agent_top_up', target: `agent:${account}`, detail }
    return await audited<Settled, Code>(this.#db, { told, isIdempotent: true }, (db) =>
      this.#topUp(db, sale, request),
    )
  }

  async sell(sale: Sale, told?: Told): Promise<Result<Settled, AgentRefusal>> {
    return await audited<Settled, Code>(this.#db, { told, isCode, isIdempotent: true }, (db) =>
      this.#sell(db, sale),
    )
  }

  async #topUp(db: Db, sale: TopUp, request: OfficeRequest): Promise<Result<Settled, AgentRefusal>> {
    const { account, count } = sale
    if (!isCount(count)) return err({ code: 'COUNT_INVALID' })
    const agent = await findAgent(db, account)
    if (agent === undefined) return err({ code: 'AGENT_UNKNOWN' })
    const reference = `agent:${sale.reference}`
    const known = await db
      .selectFrom('adminRecharge')
      .select(['cardCount', 'userId', 'clubId', 'agentId'])
      .where('reference', '=', reference)
      .executeTakeFirst()
    if (known !== undefined) {
      const isSame = known.cardCount === count && known.agentId === agent.id
      return isSame ? ok({ balance: agent.cardCount, repeated: true }) : err({ code: 'REFERENCE_REUSED' })
    }
    const { actor, reason, at } = request
    const row = { reference, admin: actor, userId: 0, clubId: 0, agentId: agent.id, cardCount: count }
    await db
      .insertInto('adminRecharge')
      .values({ ...row, reason, createdAt: at })
      .execute()
    await db
      .updateTable('agent')
      .set(({ eb }) => ({ cardCount: eb('cardCount', '+', count) }))
      .where('id', '=', agent.id)
      .execute()
    const { cardCount } = must(await findAgent(db, account), 'the agent')
    return ok({ balance: cardCount, repeated: false })
  }

  /** Throws `Refused` when the agent's stock is short: the player's credit must not stay then. */
  async #sell(db: Db, sale: Sale): Promise<Result<Settled, AgentRefusal>> {
    const { account, uid, count, at } = sale
    if (!isCount(count)) return err({ code: 'COUNT_INVALID' })
    const agent = await findAgent(db, account)
    if (agent === undefined) return err({ code: 'AGENT_UNKNOWN' })
    // The account is part of the reference: two agents' references are not each other's.
    const reference = `agent:${agent.id}:${sale.reference}`
    const credited = await creditOnce(db, {
      payer: { kind: 'user', uid },
      count,
      reference,
      reason: 'agent',
      at,
    })
    if (!credited.ok) return err(credited.error)
    if (credited.value.repeated) return ok(credited.value)
    const paid = await db
      .updateTable('agent')
      .set(({ eb }) => ({ cardCount: eb('cardCount', '-', count) }))
      .where('id', '=', agent.id)
      .where('cardCount', '>=', count)
      .executeTakeFirst()
    if (paid.numUpdatedRows === 0n) throw new Refused('CARDS_SHORT')
    const seller = { agentId: agent.id, agentName: agent.name, agentAccount: agent.account }
    const row = { ...seller, playerId: uid, extra: sale.reference, createAt: at, cardCount: count }
    await db.insertInto('recharge').values(row).execute()
    return ok(credited.value)
  }
}
