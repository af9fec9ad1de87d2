// The tables of payments and of the back office as Kysely sees them; see schema.ts.

import type { Generated } from 'kysely'

export interface OrderTable {
  id: Generated<number>
  orderId: string
  type: number
  appId: string
  channelId: string
  payPlatform: string
  channelOrderId: Generated<string>
  currency: string
  extra: string
  /** In fen. */
  money: number
  realMoney: number
  uid: number
  roleId: Generated<string>
  roleName: Generated<string>
  serverId: Generated<string>
  serverName: Generated<string>
  createdAt: number
  productId: string
  productCount: number
  productName: string
  productExtra: string
  notifyUrl: string
  /** ORDER_STATUS. */
  status: number
  remote: string
  ip: string
  imei: string
  os: string
  model: string
}

export interface TradeTable {
  id: Generated<number>
  orderId: string
  payOrderId: string
  payPlatform: string
  payAt: number
  payCreateAt: number
  comsumerId: string
  merchantId: string
  comsumerEmail: string
  raw: string
}

export interface AgentTable {
  id: Generated<number>
  name: string
  account: string
  /** A hash with its parameters. */
  password: string
  phone: string
  wechat: string
  salt: Generated<string>
  role: Generated<number>
  /** 1 normal. */
  status: number
  extra: Generated<string>
  createAt: number
  deleteAt: Generated<number>
  deleteAccount: Generated<string>
  createAccount: string
  confirmAccount: Generated<string>
  cardCount: Generated<number>
  level: number
  discount: number
}

export interface RechargeTable {
  id: Generated<number>
  agentId: number
  agentName: string
  agentAccount: string
  playerId: number
  extra: string
  createAt: number
  cardCount: number
}

export interface UuidTable {
  id: Generated<number>
  uidInUse: number
  uidOrigin: number
  appid: string
  uuid: string
}

/** xuezhan's own: cards that a game master gave. */
export interface AdminRechargeTable {
  id: Generated<number>
  reference: string
  admin: string
  /** One of the three is not 0. */
  userId: number
  clubId: number
  agentId: Generated<number>
  cardCount: number
  reason: string
  createdAt: number
}

/** xuezhan's own: append-only. */
export interface AuditTable {
  id: Generated<number>
  createdAt: number
  actor: string
  action: string
  target: string
  result: string
  requestId: string
  ip: string
  reason: string
  detail: string
  writeKey: string | null
}

/** xuezhan's own: what game masters change at run time. */
export interface SettingTable {
  id: Generated<number>
  name: string
  value: string
  updatedAt: number
}
