// nanoserver's tables that players need, and the card ledger. Times are Unix seconds. Types are those that both
// SQLite and MySQL know; texts that a unique key covers are short enough for MySQL's 3072-byte index limit. A column
// that nanoserver indexes alone is left to the next migration where an index there begins with it.

import type { Migration } from 'kysely'
import { type Builder, type Db, index, LONG_TEXT, number, numbers, short, shorts, table } from './columns.ts'

const APP_ID = 'varchar(64)'
const CHANNEL_ID = 'varchar(64)'
const IMEI = 'varchar(128)'
const ADDRESS = 'varchar(64)'
const DEVICE = 'varchar(64)'
const NAME = 'varchar(255)'
const SEATS = [0, 1, 2, 3]
const perSeat = (name: string): string[] => SEATS.map((seat) => `${name}${seat}`)

async function createAccounts(db: Db): Promise<void> {
  let user = shorts(table(db, 'user'), ['algo'], 'varchar(16)')
  user = shorts(user, ['hash', 'salt'], 'varchar(64)')
  user = number(number(number(user, 'role', 1), 'status', 1), 'is_online', 1)
  user = number(user, 'last_login_at')
  user = shorts(shorts(user, ['priv_key'], 'varchar(512)'), ['pub_key'], 'varchar(128)')
  await numbers(user, ['coin', 'register_at', 'first_recharge_at', 'debug']).execute()
  for (const column of ['last_login_at', 'register_at', 'first_recharge_at', 'debug'])
    await index(db, 'user', [column])

  let third = short(table(db, 'third_account'), 'third_account', IMEI)
  third = short(short(number(third, 'uid'), 'platform', 'varchar(96)'), 'third_name', NAME)
  await number(short(third, 'head_url', 'varchar(512)'), 'sex').execute()
  await index(db, 'third_account', ['platform', 'third_account'], true)
  await index(db, 'third_account', ['uid'])
}

async function createArrivals(db: Db): Promise<void> {
  const arrival = (name: string): Builder => {
    let builder = shorts(number(table(db, name), 'uid'), ['remote', 'ip'], ADDRESS)
    builder = shorts(short(builder, 'imei', IMEI), ['os', 'model'], DEVICE)
    return short(short(builder, 'app_id', APP_ID), 'channel_id', CHANNEL_ID)
  }
  await numbers(arrival('register'), ['register_at', 'register_type']).execute()
  for (const column of ['uid', 'app_id', 'channel_id', 'register_type']) {
    await index(db, 'register', [column])
  }
  await numbers(arrival('login'), ['login_at', 'logout_at']).execute()
  await numbers(table(db, 'online'), ['time', 'user_count', 'desk_count']).execute()
  await index(db, 'online', ['time'])
}

async function createGames(db: Db): Promise<void> {
  let desk = short(table(db, 'desk'), 'table_id', 'varchar(64)')
  desk = numbers(desk, ['creator', 'club_id', 'round', 'mode'])
  desk = numbers(short(desk, 'desk_no', 'varchar(6)'), perSeat('player'))
  desk = numbers(shorts(desk, perSeat('player_name'), NAME), perSeat('score_change'))
  desk = numbers(desk, ['created_at', 'dismiss_at'])
  await desk.addColumn('extras', 'text', (column) => column.notNull()).execute()
  await index(db, 'desk', ['table_id'], true)
  for (const column of ['club_id', 'desk_no', 'created_at']) {
    await index(db, 'desk', [column])
  }

  let history = numbers(table(db, 'history'), ['desk_id', 'round', 'mode', 'begin_at', 'end_at'])
  history = numbers(shorts(history, perSeat('player_name'), NAME), perSeat('score_change'))
  await history.addColumn('snapshot', LONG_TEXT, (column) => column.notNull()).execute()
  await index(db, 'history', ['desk_id', 'round'], true)
  await index(db, 'history', ['mode'])
}

async function createCards(db: Db): Promise<void> {
  let consume = numbers(table(db, 'card_consume'), ['user_id', 'card_count', 'desk_id', 'club_id'])
  consume = number(short(consume, 'desk_no', 'varchar(32)'), 'consume_at')
  await short(consume, 'extra', 'varchar(255)').execute()
  for (const column of ['user_id', 'club_id', 'extra']) await index(db, 'card_consume', [column])

  let ledger = numbers(table(db, 'card_ledger'), ['user_id', 'club_id', 'delta'])
  ledger = short(short(ledger, 'reason', 'varchar(32)'), 'reference', 'varchar(160)')
  await number(ledger, 'created_at').execute()
  await index(db, 'card_ledger', ['reference'], true)
  await index(db, 'card_ledger', ['user_id', 'delta'])
  await index(db, 'card_ledger', ['club_id', 'delta'])
}

async function createClubs(db: Db): Promise<void> {
  let club = numbers(table(db, 'club'), ['balance', 'club_id', 'agent_id'])
  club = short(short(club, 'name', 'varchar(128)'), 'desc', 'varchar(512)')
  club = number(number(club, 'member'), 'max_member', 500)
  await number(club, 'created_at').execute()
  await index(db, 'club', ['club_id'], true)
  await index(db, 'club', ['agent_id'])

  await number(numbers(table(db, 'user_club'), ['uid', 'club_id', 'created_at']), 'status', 1).execute()
  await index(db, 'user_club', ['uid', 'club_id'], true)
  await index(db, 'user_club', ['club_id'])
}

export const firstTables: Migration = {
  async up(db) {
    await createAccounts(db)
    await createArrivals(db)
    await createGames(db)
    await createCards(db)
    await createClubs(db)
  },
}
