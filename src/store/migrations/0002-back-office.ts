// Money from outside, the back office and its audit, and the indexes that statistics walk along.

import type { Migration } from 'kysely'
import { addWriteKey, type Db, index, LONG_TEXT, number, numbers, short, shorts, table } from './columns.ts'

const ID = 'varchar(64)'
const TEXT = 'varchar(255)'
const LONG = 'varchar(1024)'

async function createOrders(db: Db): Promise<void> {
  let order = number(short(table(db, 'order'), 'order_id', ID), 'type')
  order = shorts(order, ['app_id', 'channel_id', 'pay_platform', 'channel_order_id'], ID)
  order = number(
    number(shorts(short(order, 'currency', 'varchar(16)'), ['extra'], LONG), 'money'),
    'real_money',
  )
  order = shorts(number(order, 'uid'), ['role_id', 'role_name', 'server_id', 'server_name'], ID)
  order = number(shorts(number(order, 'created_at'), ['product_id'], ID), 'product_count')
  order = shorts(shorts(order, ['product_name'], TEXT), ['product_extra', 'notify_url'], LONG)
  order = shorts(number(order, 'status', 1), ['remote', 'ip', 'os', 'model'], ID)
  await short(order, 'imei', 'varchar(128)').execute()
  await index(db, 'order', ['order_id'], true)
  for (const column of ['app_id', 'channel_id']) await index(db, 'order', [column])
  await index(db, 'order', ['uid', 'created_at'])
  await index(db, 'order', ['created_at'])
  await index(db, 'order', ['status', 'created_at'])

  let trade = shorts(table(db, 'trade'), ['order_id', 'pay_order_id', 'pay_platform'], ID)
  trade = numbers(trade, ['pay_at', 'pay_create_at'])
  // nanoserver's own spelling.
  trade = shorts(trade, ['comsumer_id', 'merchant_id', 'comsumer_email'], TEXT)
  await trade.addColumn('raw', LONG_TEXT, (column) => column.notNull()).execute()
  await index(db, 'trade', ['order_id'], true)
  await index(db, 'trade', ['pay_platform', 'pay_order_id'], true)
}

async function createAgents(db: Db): Promise<void> {
  let agent = shorts(table(db, 'agent'), ['name', 'account', 'phone', 'wechat', 'salt'], 'varchar(128)')
  agent = short(numbers(short(agent, 'password', TEXT), ['role', 'status']), 'extra', LONG)
  agent = numbers(agent, ['create_at', 'delete_at'])
  agent = shorts(agent, ['delete_account', 'create_account', 'confirm_account'], 'varchar(128)')
  await numbers(agent, ['card_count', 'level', 'discount']).execute()
  await index(db, 'agent', ['account'], true)

  let recharge = number(table(db, 'recharge'), 'agent_id')
  recharge = shorts(recharge, ['agent_name', 'agent_account'], 'varchar(128)')
  recharge = short(number(recharge, 'player_id'), 'extra', LONG)
  await numbers(recharge, ['create_at', 'card_count']).execute()
  await index(db, 'recharge', ['agent_id', 'create_at'])
  await index(db, 'recharge', ['player_id'])

  let uuid = numbers(table(db, 'uuid'), ['uid_in_use', 'uid_origin'])
  uuid = shorts(uuid, ['appid'], ID)
  await short(uuid, 'uuid', 'varchar(128)').execute()
  for (const column of ['uid_in_use', 'appid']) await index(db, 'uuid', [column])
}

async function createOffice(db: Db): Promise<void> {
  let recharge = shorts(table(db, 'admin_recharge'), ['reference', 'admin'], 'varchar(128)')
  recharge = short(numbers(recharge, ['user_id', 'club_id', 'agent_id', 'card_count']), 'reason', TEXT)
  await number(recharge, 'created_at').execute()
  await index(db, 'admin_recharge', ['reference'], true)
  await index(db, 'admin_recharge', ['user_id'])

  let audit = number(table(db, 'audit'), 'created_at')
  audit = shorts(audit, ['actor', 'action', 'target'], 'varchar(128)')
  audit = shorts(shorts(audit, ['result', 'request_id', 'ip'], ID), ['reason'], LONG)
  await audit.addColumn('detail', LONG_TEXT, (column) => column.notNull()).execute()
  await index(db, 'audit', ['created_at'])
  await index(db, 'audit', ['actor', 'created_at'])
  await index(db, 'audit', ['target', 'created_at'])
  // The same request is told once.
  await addWriteKey(db, 'audit')

  const setting = short(table(db, 'setting'), 'name', ID)
  await numbers(
    setting.addColumn('value', LONG_TEXT, (column) => column.notNull()),
    ['updated_at'],
  ).execute()
  await index(db, 'setting', ['name'], true)
}

/** Each covers its query, so that no row of the big tables is read. */
async function indexStatistics(db: Db): Promise<void> {
  await index(db, 'register', ['register_at', 'uid'])
  await index(db, 'login', ['login_at', 'uid'])
  await index(db, 'login', ['uid', 'login_at'])
  await index(db, 'card_consume', ['consume_at', 'card_count'])
  await index(db, 'desk', ['creator', 'created_at'])
  for (const seat of [0, 1, 2, 3]) await index(db, 'desk', [`player${seat}`, 'created_at'])
  await index(db, 'third_account', ['third_account'])
}

export const backOffice: Migration = {
  async up(db) {
    await createOrders(db)
    await createAgents(db)
    await createOffice(db)
    await indexStatistics(db)
    for (const name of ['login', 'online']) await addWriteKey(db, name)
  },
}
