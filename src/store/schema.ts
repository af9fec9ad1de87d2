// The tables as Kysely sees them: nanoserver's columns in camel case (CamelCasePlugin writes them in snake case).
// Every time is Unix seconds. Columns that only xuezhan has are marked.

import type { Generated } from 'kysely'
import type {
  AdminRechargeTable,
  AgentTable,
  AuditTable,
  OrderTable,
  RechargeTable,
  SettingTable,
  TradeTable,
  UuidTable,
} from './schema-office.ts'

export interface UserTable {
  id: Generated<number>
  algo: Generated<string>
  hash: Generated<string>
  salt: Generated<string>
  /** 1 admin, 2 player. */
  role: Generated<number>
  /** ACCOUNT_STATUS. */
  status: Generated<number>
  /** 1 off, 2 on. */
  isOnline: Generated<number>
  lastLoginAt: Generated<number>
  privKey: Generated<string>
  pubKey: Generated<string>
  /** Cards; always the sum of the user's card_ledger rows, moved in the same transaction. */
  coin: Generated<number>
  registerAt: Generated<number>
  firstRechargeAt: Generated<number>
  debug: Generated<number>
}

export interface ThirdAccountTable {
  id: Generated<number>
  /** Who the platform says it is; for a guest the device's imei. Unique with `platform` (xuezhan). */
  thirdAccount: string
  uid: number
  /** For a guest `guest:<appId>`. */
  platform: string
  thirdName: string
  headUrl: string
  sex: number
}

export interface RegisterTable {
  id: Generated<number>
  uid: number
  remote: string
  ip: string
  imei: string
  os: string
  model: string
  appId: string
  channelId: string
  registerAt: number
  registerType: number
}

export interface LoginTable {
  id: Generated<number>
  uid: number
  remote: string
  ip: string
  model: string
  imei: string
  os: string
  appId: string
  channelId: string
  loginAt: number
  /** 0 = still logged in, or never told. */
  logoutAt: Generated<number>
  /** Of a row of the write-behind queue (xuezhan). */
  writeKey: Generated<string | null>
}

export interface OnlineTable {
  id: Generated<number>
  time: number
  userCount: number
  deskCount: number
  /** Of a row of the write-behind queue (xuezhan). */
  writeKey: Generated<string | null>
}

export interface SeatNameColumns {
  playerName0: string
  playerName1: string
  playerName2: string
  playerName3: string
}

export interface SeatScoreColumns {
  scoreChange0: number
  scoreChange1: number
  scoreChange2: number
  scoreChange3: number
}

export interface SeatPlayerColumns {
  player0: number
  player1: number
  player2: number
  player3: number
}

export interface DeskTable extends SeatPlayerColumns, SeatNameColumns, SeatScoreColumns {
  id: Generated<number>
  /** xuezhan's id of the table, unique (xuezhan). */
  tableId: string
  creator: number
  clubId: number
  round: number
  mode: number
  deskNo: string
  createdAt: number
  dismissAt: number
  extras: string
}

export interface HistoryTable extends SeatNameColumns, SeatScoreColumns {
  id: Generated<number>
  deskId: number
  /** Number of the round in its desk, from 1; unique with `deskId` (xuezhan). */
  round: number
  mode: number
  beginAt: number
  endAt: number
  snapshot: string
}

export interface CardConsumeTable {
  id: Generated<number>
  userId: number
  /** Negative for a refund, so that a sum stays true. */
  cardCount: number
  deskId: number
  clubId: number
  deskNo: string
  consumeAt: number
  extra: string
}

/** xuezhan's own: every card that ever moved. */
export interface CardLedgerTable {
  id: Generated<number>
  /** 0 when a club's. */
  userId: number
  /** 0 when a user's. */
  clubId: number
  delta: number
  reason: string
  reference: string
  createdAt: number
}

export interface ClubTable {
  id: Generated<number>
  /** Cards; always the sum of the club's card_ledger rows. */
  balance: Generated<number>
  clubId: number
  agentId: number
  name: string
  desc: string
  member: number
  maxMember: Generated<number>
  createdAt: number
}

export interface UserClubTable {
  id: Generated<number>
  uid: number
  clubId: number
  createdAt: number
  /** 1 applied, 2 agreed. */
  status: number
}

export interface Database {
  order: OrderTable
  trade: TradeTable
  agent: AgentTable
  recharge: RechargeTable
  uuid: UuidTable
  adminRecharge: AdminRechargeTable
  audit: AuditTable
  setting: SettingTable
  user: UserTable
  thirdAccount: ThirdAccountTable
  register: RegisterTable
  login: LoginTable
  online: OnlineTable
  desk: DeskTable
  history: HistoryTable
  cardConsume: CardConsumeTable
  cardLedger: CardLedgerTable
  club: ClubTable
  userClub: UserClubTable
}
