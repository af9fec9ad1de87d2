// What the rest of the server may ask of the store. Expected refusals are codes; an exception means that the
// database is away or broken. Every time is Unix seconds, as in nanoserver's tables.

import type { Result } from '../lib/result.ts'
import type {
  AdminRecharges,
  Agents,
  AuditTrail,
  ClubAdmin,
  Orders,
  Players,
  Settings,
} from './office-repositories.ts'
import type { Statistics } from './statistics-repository.ts'

export type BySeat<T> = readonly [T, T, T, T]

export type Device = {
  readonly imei: string
  readonly os: string
  readonly model: string
  /** The peer's address as the server saw it, never as the client says. */
  readonly ip: string
  /** Address and port. */
  readonly remote: string
}

export type Account = {
  readonly uid: number
  readonly name: string
  readonly headUrl: string
  readonly sex: number
  /** Cards (房卡). */
  readonly coin: number
  readonly status: AccountStatus
  readonly registerAt: number
}

/** 1 normal, 2 deleted, 3 frozen, 4 bound: nanoserver's user.status. */
export const ACCOUNT_STATUS = { normal: 1, deleted: 2, frozen: 3, bound: 4 } as const
export type AccountStatus = (typeof ACCOUNT_STATUS)[keyof typeof ACCOUNT_STATUS]

export type GuestLogin = {
  readonly appId: string
  readonly channelId: string
  readonly device: Device
  readonly at: number
}

export type GuestRefusal = { readonly code: 'IMEI_EMPTY' | 'ACCOUNT_CLOSED' }

/** Who a platform such as WeChat says that the player is. */
export type ThirdLogin = GuestLogin & {
  readonly platform: string
  readonly openid: string
  readonly name: string
  readonly headUrl: string
  /** 0 unknown, 1 male, 2 female. */
  readonly sex: number
}
export type ThirdRefusal = { readonly code: 'OPENID_EMPTY' | 'PLATFORM_UNKNOWN' | 'ACCOUNT_CLOSED' }

export interface Accounts {
  /** The account of this device in this app, made on the first call with the welcome cards; one per (appId, imei). */
  guestLogin(login: GuestLogin): Promise<Result<{ account: Account; created: boolean }, GuestRefusal>>
  /** The account of this openid in this app, made on the first call; name, picture and sex are those of the last call. */
  thirdLogin(login: ThirdLogin): Promise<Result<{ account: Account; created: boolean }, ThirdRefusal>>
  find(uid: number): Promise<Account | undefined>
  /** One row of the login table, and the account is online. */
  recordLogin(uid: number, login: GuestLogin): Promise<void>
}

export type Payer =
  | { readonly kind: 'user'; readonly uid: number }
  | { readonly kind: 'club'; readonly clubId: number }

export type Charge = {
  readonly payer: Payer
  /** A positive whole number of cards. */
  readonly count: number
  /** Unique for ever, such as `desk:<tableId>`; the same reference never charges twice. */
  readonly reference: string
  readonly desk: { readonly deskId: number; readonly deskNo: string }
  readonly at: number
}

export type Credit = {
  readonly payer: Payer
  readonly count: number
  readonly reference: string
  readonly reason: 'welcome' | 'recharge' | 'payment' | 'agent'
  readonly at: number
}

/** `repeated`: this reference was settled before and nothing changed now. */
export type Settled = { readonly balance: number; readonly repeated: boolean }

export type ChargeRefusal = {
  readonly code: 'CARDS_SHORT' | 'COUNT_INVALID' | 'PAYER_UNKNOWN' | 'REFERENCE_REUSED' | 'ALREADY_REFUNDED'
}
export type CreditRefusal = { readonly code: 'COUNT_INVALID' | 'PAYER_UNKNOWN' | 'REFERENCE_REUSED' }
export type RefundRefusal = { readonly code: 'CHARGE_UNKNOWN' }

export interface Cards {
  /** The sum of the payer's ledger rows; 0 for one nobody knows. */
  balance(payer: Payer): Promise<number>
  charge(charge: Charge): Promise<Result<Settled, ChargeRefusal>>
  credit(credit: Credit): Promise<Result<Settled, CreditRefusal>>
  /** Gives back exactly what the charge with this reference took, once. */
  refund(reference: string, at: number): Promise<Result<Settled, RefundRefusal>>
}

export type NewDesk = {
  /** xuezhan's own id of the table: makes the insert idempotent. */
  readonly tableId: string
  readonly creator: number
  /** -1 = no club. */
  readonly clubId: number
  readonly round: number
  readonly mode: number
  readonly deskNo: string
  /** 0 = empty seat. */
  readonly players: BySeat<number>
  readonly playerNames: BySeat<string>
  readonly createdAt: number
  /** The table's options as JSON. */
  readonly extras: string
}

export type Desk = NewDesk & {
  readonly id: number
  readonly scoreChanges: BySeat<number>
  /** 0 = still open. */
  readonly dismissAt: number
}

export type DeskUpdate = {
  readonly scoreChanges?: BySeat<number>
  /** Rounds played, once the desk is over. */
  readonly round?: number
  readonly players?: BySeat<number>
  readonly playerNames?: BySeat<string>
  readonly dismissAt?: number
}

export interface Desks {
  /** The row's id; the same tableId again gives the same id and changes nothing. */
  insert(desk: NewDesk): Promise<number>
  /** False when there is no such desk. */
  update(deskId: number, update: DeskUpdate): Promise<boolean>
  find(deskId: number): Promise<Desk | undefined>
  /** The newest 15 desks at which the player sat. */
  lastOfPlayer(uid: number): Promise<readonly Desk[]>
}

export type NewHistory = {
  readonly deskId: number
  /** Number of the round in its desk, from 1. */
  readonly round: number
  readonly mode: number
  readonly beginAt: number
  readonly endAt: number
  readonly playerNames: BySeat<string>
  readonly scoreChanges: BySeat<number>
  /** The replay as JSON, of any length. */
  readonly snapshot: string
}

export type HistoryLite = Omit<NewHistory, 'snapshot'> & { readonly id: number }
export type History = HistoryLite & { readonly snapshot: string }

export interface Histories {
  /** The row's id; (deskId, round) again gives the same id and changes nothing. */
  insert(history: NewHistory): Promise<number>
  /** A desk's rounds in playing order, without their replays. */
  list(deskId: number): Promise<readonly HistoryLite[]>
  get(id: number): Promise<History | undefined>
}

export type Club = {
  readonly clubId: number
  readonly name: string
  readonly desc: string
  readonly member: number
  readonly maxMember: number
}

export type ApplyRefusal = {
  readonly code: 'CLUB_UNKNOWN' | 'ALREADY_APPLIED' | 'ALREADY_MEMBER' | 'CLUB_FULL'
}

/** A club pays for its desks through `Cards` with a payer of kind club. */
export interface Clubs {
  isMember(uid: number, clubId: number): Promise<boolean>
  /** The clubs that agreed to have the player. */
  ofPlayer(uid: number): Promise<readonly Club[]>
  apply(application: { uid: number; clubId: number; at: number }): Promise<Result<void, ApplyRefusal>>
}

export interface OnlineSamples {
  record(sample: { at: number; userCount: number; deskCount: number }): Promise<void>
}

export interface Store {
  readonly accounts: Accounts
  readonly cards: Cards
  readonly desks: Desks
  readonly histories: Histories
  readonly clubs: Clubs
  readonly online: OnlineSamples
  readonly orders: Orders
  readonly recharges: AdminRecharges
  readonly audit: AuditTrail
  readonly settings: Settings
  readonly players: Players
  readonly clubAdmin: ClubAdmin
  readonly agents: Agents
  readonly statistics: Statistics
  /** Throws when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}
