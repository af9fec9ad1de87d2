// Agents (代理), who sell cards to players (/v1/gm/agent/*): nanoserver has only the forms of these answers.

import { type Static, Type } from 'typebox'
import { hashPassword, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '../auth/passwords.ts'
import { err, ok } from '../lib/result.ts'
import type { Agent, AgentRefusal } from '../store/office-repositories.ts'
import { addAdminRoute } from './admin-route.ts'
import type { OfficeParts } from './club-routes.ts'
import { Code0, CountText, IdText, PlainText, ReasonText, ReferenceText, SUCCESS } from './fields.ts'
import type { GmPort } from './gm-port.ts'
import { RechargeAnswer } from './gm-routes.ts'
import { PageFields, pageOf } from './pages.ts'
import type { WebApp } from './web-server-options.ts'

type AgentParts = OfficeParts & { readonly gm: GmPort }

const NAME_MAX = 64
const AccountText = Type.String({ pattern: '^[A-Za-z0-9_.@-]{3,64}$' })
const SmallText = Type.String({ pattern: '^[0-9]{1,4}$' })

const Reason = { reason: Type.Optional(ReasonText) }
const NewAgent = Type.Object({
  name: PlainText(NAME_MAX, 1),
  account: AccountText,
  password: PlainText(PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS),
  phone: Type.Optional(Type.String({ pattern: '^[0-9+ -]{0,32}$' })),
  wechat: Type.Optional(PlainText(NAME_MAX)),
  level: Type.Optional(SmallText),
  discount: Type.Optional(SmallText),
  ...Reason,
})
const ListAgents = Type.Object(PageFields)
const Cards = { account: AccountText, count: CountText, reference: Type.Optional(ReferenceText), ...Reason }
const TopUp = Type.Object(Cards)
const Sale = Type.Object({ ...Cards, uid: IdText })

const AgentItem = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  account: Type.String(),
  phone: Type.String(),
  wechat: Type.String(),
  level: Type.Integer(),
  discount: Type.Integer(),
  status: Type.Integer(),
  card_count: Type.Integer(),
  create_at: Type.Integer(),
})
const AgentAnswer = Type.Object({ code: Code0, detail: AgentItem })
const AgentListAnswer = Type.Object({ code: Code0, agents: Type.Array(AgentItem), total: Type.Integer() })

const agentItem = ({ cardCount, createAt, ...agent }: Agent): Static<typeof AgentItem> => ({
  ...agent,
  card_count: cardCount,
  create_at: createAt,
})

const CODES = { AGENT_UNKNOWN: 'AGENT_NOT_FOUND', PAYER_UNKNOWN: 'USER_NOT_FOUND' } as const

const agentRefusal = ({ code }: AgentRefusal) =>
  err({ code: code === 'AGENT_UNKNOWN' || code === 'PAYER_UNKNOWN' ? CODES[code] : code })

export function addAgentRoutes(app: WebApp, parts: AgentParts): void {
  addAgents(app, parts)
  addAgentCards(app, parts)
}

function addAgents(app: WebApp, parts: AgentParts): void {
  const { agents } = parts.store
  addAdminRoute(app, parts, {
    path: '/v1/gm/agent/create',
    scope: 'gm',
    summary: 'Makes an agent; the password is kept as a hash',
    methods: ['POST'],
    takes: NewAgent,
    answers: AgentAnswer,
    deed: ({ account, name }) => ({ action: 'agent_create', target: `agent:${account}`, detail: { name } }),
    isToldByStore: true,
    async handle(query, { actor, at }, told) {
      const { name, account, password, phone = '', wechat = '', level = '0', discount = '0' } = query
      const passwordHash = await hashPassword(password)
      const numbers = { level: Number(level), discount: Number(discount) }
      const agent = { name, account, passwordHash, phone, wechat, ...numbers, createdBy: actor, at }
      const created = await agents.create(agent, told)
      return created.ok ? ok({ code: 0, detail: agentItem(created.value) } as const) : created
    },
  })
  addAdminRoute(app, parts, {
    path: '/v1/gm/agent/list',
    scope: 'gm',
    summary: 'Agents, the newest first',
    takes: ListAgents,
    answers: AgentListAnswer,
    async handle(page) {
      const { rows, total } = await agents.list(pageOf(page))
      return ok({ code: 0, agents: rows.map(agentItem), total } as const)
    },
  })
}

function addAgentCards(app: WebApp, parts: AgentParts): void {
  const { store, gm } = parts
  addAdminRoute(app, parts, {
    path: '/v1/gm/agent/recharge',
    scope: 'gm',
    summary: 'Gives an agent cards to sell, once per reference',
    takes: TopUp,
    answers: RechargeAnswer,
    deed: ({ account, count, reference }) => ({
      action: 'agent_top_up',
      target: `agent:${account}`,
      detail: { count: Number(count), reference },
    }),
    isToldByStore: true,
    async handle({ account, count, reference }, asked) {
      const sale = { account, count: Number(count), reference: reference ?? asked.requestId }
      const done = await store.agents.topUp(sale, asked)
      return done.ok ? ok({ ...SUCCESS, ...done.value }) : agentRefusal(done.error)
    },
  })
  addAdminRoute(app, parts, {
    path: '/v1/gm/agent/sell',
    scope: 'gm',
    summary: "An agent's cards become a player's, once per reference",
    takes: Sale,
    answers: RechargeAnswer,
    deed: ({ account, uid, count, reference }) => ({
      action: 'agent_sell',
      target: `agent:${account}`,
      detail: { uid: Number(uid), count: Number(count), reference },
    }),
    isToldByStore: true,
    async handle({ account, uid, count, reference }, { requestId, at }, told) {
      const sale = { account, uid: Number(uid), count: Number(count), reference: reference ?? requestId, at }
      const done = await store.agents.sell(sale, told)
      if (!done.ok) return agentRefusal(done.error)
      gm.coinsChanged(sale.uid, done.value.balance)
      return ok({ ...SUCCESS, ...done.value })
    },
  })
}
