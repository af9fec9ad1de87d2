// What the back office, payments and game masters may ask of the store. As in repositories.ts: expected refusals
// are codes, an exception means that the database is away or broken, times are Unix seconds.

import type { Result } from '../lib/result.ts'
import type { Account, AccountStatus, Club, CreditRefusal, Payer, Settled } from './repositories.ts'

/** `count` is bounded by the store (at most 500 rows). */
export type Page = { readonly offset: number; readonly count: number }
export type Paged<T> = { readonly rows: readonly T[]; readonly total: number }

/** 1 created, 2 paid, 3 notified: nanoserver's order.status. */
export const ORDER_STATUS = { created: 1, paid: 2, notified: 3 } as const

export type NewOrder = {
  /** Unique for ever; ours, told to the payment platform. */
  readonly orderId: string
  readonly type: number
  readonly appId: string
  readonly channelId: string
  readonly payPlatform: string
  readonly currency: string
  readonly extra: string
  /** List price and price to pay, in fen. */
  readonly money: number
  readonly realMoney: number
  readonly uid: number
  readonly productId: string
  readonly productName: string
  /** Cards that the payment credits. */
  readonly productCount: number
  readonly productExtra: string
  readonly notifyUrl: string
  readonly remote: string
  readonly ip: string
  readonly imei: string
  readonly os: string
  readonly model: string
  readonly createdAt: number
}

export type Order = NewOrder & {
  readonly id: number
  /** ORDER_STATUS. */
  readonly status: number
  /** The platform's own id of it; empty before it was paid. */
  readonly channelOrderId: string
}

/** Every field narrows the list. */
export type OrderFilter = Page & {
  readonly payPlatform?: string
  readonly status?: number
  readonly appId?: string
  readonly channelId?: string
  readonly uid?: number
  readonly orderId?: string
  /** created_at in [from, to). */
  readonly from?: number
  readonly to?: number
}

/** What a payment platform has proved. */
export type Payment = {
  readonly orderId: string
  /** The platform's id of the payment: one payment pays one order. */
  readonly payOrderId: string
  readonly payPlatform: string
  /** In fen; has to be the order's price. */
  readonly money: number
  readonly payAt: number
  readonly payCreateAt: number
  readonly consumerId: string
  readonly merchantId: string
  readonly consumerEmail: string
  /** The callback as it came. */
  readonly raw: string
  readonly at: number
}

export type OrderRefusal = {
  readonly code: 'COUNT_INVALID' | 'MONEY_INVALID' | 'PAYER_UNKNOWN' | 'ORDER_REUSED'
}
export type PaymentRefusal = {
  readonly code: 'ORDER_UNKNOWN' | 'MONEY_MISMATCH' | 'TRADE_CONFLICT' | 'PAYER_UNKNOWN'
}

export interface Orders {
  /** The same order again changes nothing; the same orderId for something else is refused. */
  create(order: NewOrder): Promise<Result<{ order: Order; repeated: boolean }, OrderRefusal>>
  find(orderId: string): Promise<Order | undefined>
  /** Newest first. */
  list(filter: OrderFilter): Promise<Paged<Order>>
  /** Trade, status and cards in one transaction, once per order however often the platform calls. */
  pay(payment: Payment): Promise<Result<Settled & { readonly uid: number }, PaymentRefusal>>
  /** False when the order is not paid. */
  markNotified(orderId: string): Promise<boolean>
}

export type AuditEntry = {
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly reason: string
  /** `ok`, or the code of the refusal. */
  readonly result: string
  readonly requestId: string
  readonly ip: string
  /** JSON. */
  readonly detail: string
}

export type AuditFilter = Page & {
  readonly actor?: string
  readonly action?: string
  readonly target?: string
  /** created_at in [from, to). */
  readonly from?: number
  readonly to?: number
  /** Ids below this one: a page that stays where it is while entries are added. */
  readonly before?: number
}

/** Append-only: there is no way to change or delete an entry. */
export interface AuditTrail {
  /** The same entry of the same request is kept once. */
  record(entry: AuditEntry): Promise<void>
  /** Newest first. */
  list(filter: AuditFilter): Promise<Paged<AuditEntry & { readonly id: number }>>
}

/** Who asks for something that is audited. */
export type OfficeRequest = {
  readonly actor: string
  readonly requestId: string
  readonly ip: string
  readonly reason: string
  readonly at: number
}

/** A deed as the audit has it. The store writes it in the deed's own transaction: neither is there without the other. */
export type Told = {
  readonly request: OfficeRequest
  readonly action: string
  readonly target: string
  readonly detail?: unknown
}

export interface AdminRecharges {
  /** Credits a player or a club once per reference, with its audit entry in the same transaction. */
  recharge(
    recharge: { readonly payer: Payer; readonly count: number; readonly reference: string },
    request: OfficeRequest,
  ): Promise<Result<Settled, CreditRefusal>>
}

/** Names of settings that game masters change at run time. */
export const SETTING = { consume: 'core.consume', broadcast: 'broadcast.message' } as const

export interface Settings {
  /** Undefined: nobody has set it, so the configuration's value counts. */
  get(name: string): Promise<string | undefined>
  set(
    setting: { readonly name: string; readonly value: string; readonly at: number },
    told?: Told,
  ): Promise<void>
}

export type PlayerFilter = Page & { readonly status?: AccountStatus; readonly name?: string }
export type PlayerRefusal = { readonly code: 'PLAYER_UNKNOWN' | 'PLAYER_DELETED' }
export type Player = Account & {
  readonly isOnline: boolean
  readonly lastLoginAt: number
  readonly debug: number
}

export interface Players {
  find(uid: number): Promise<Player | undefined>
  /** Newest first; `name` is the exact name. */
  list(filter: PlayerFilter): Promise<Paged<Player>>
  freeze(uid: number, told?: Told): Promise<Result<void, PlayerRefusal>>
  unfreeze(uid: number, told?: Told): Promise<Result<void, PlayerRefusal>>
  /** The debug flag off, and offline: what a game master's reset clears. */
  reset(uid: number, at: number, told?: Told): Promise<Result<void, PlayerRefusal>>
  /** The player's last connection is gone. */
  wentOffline(uid: number, at: number): Promise<void>
  /** For the start of the only game server: whoever was online when it died is not. */
  allOffline(at: number): Promise<void>
}

export type NewClub = {
  readonly agentId: number
  readonly name: string
  readonly desc: string
  readonly maxMember: number
  readonly at: number
}
export type ClubInfo = Club & {
  readonly balance: number
  readonly agentId: number
  readonly createdAt: number
}
export type Applicant = { readonly uid: number; readonly name: string; readonly appliedAt: number }
export type MemberRefusal = { readonly code: 'CLUB_UNKNOWN' | 'CLUB_FULL' | 'NO_APPLICATION' | 'NOT_MEMBER' }

export interface ClubAdmin {
  /** The audit's target is the new club, whatever `told` says. */
  create(club: NewClub, told?: Told): Promise<ClubInfo>
  find(clubId: number): Promise<ClubInfo | undefined>
  list(page: Page & { readonly agentId?: number }): Promise<Paged<ClubInfo>>
  applicants(clubId: number): Promise<readonly Applicant[]>
  members(clubId: number): Promise<readonly Applicant[]>
  approve(uid: number, clubId: number, told?: Told): Promise<Result<void, MemberRefusal>>
  refuse(uid: number, clubId: number, told?: Told): Promise<Result<void, MemberRefusal>>
  remove(uid: number, clubId: number, told?: Told): Promise<Result<void, MemberRefusal>>
}

export type NewAgent = {
  readonly name: string
  /** Unique. */
  readonly account: string
  /** A password hash with its parameters and salt, never the password. */
  readonly passwordHash: string
  readonly phone: string
  readonly wechat: string
  readonly level: number
  readonly discount: number
  readonly createdBy: string
  readonly at: number
}
export type Agent = Omit<NewAgent, 'passwordHash' | 'at' | 'createdBy'> & {
  readonly id: number
  readonly status: number
  readonly cardCount: number
  readonly createAt: number
}
export type AgentRefusal = {
  readonly code: 'AGENT_UNKNOWN' | 'CARDS_SHORT' | 'COUNT_INVALID' | 'PAYER_UNKNOWN' | 'REFERENCE_REUSED'
}

export interface Agents {
  create(agent: NewAgent, told?: Told): Promise<Result<Agent, { readonly code: 'ACCOUNT_TAKEN' }>>
  find(account: string): Promise<Agent | undefined>
  list(page: Page): Promise<Paged<Agent>>
  /** Cards for the agent to sell, once per reference. */
  topUp(
    sale: { readonly account: string; readonly count: number; readonly reference: string },
    request: OfficeRequest,
  ): Promise<Result<Settled, AgentRefusal>>
  /** The agent's cards become the player's, once per reference. */
  sell(
    sale: {
      readonly account: string
      readonly uid: number
      readonly count: number
      readonly reference: string
      readonly at: number
    },
    told?: Told,
  ): Promise<Result<Settled, AgentRefusal>>
}
