// Requests and answers about orders: nanoserver's fields, with bounds.

import { Type } from 'typebox'
import { Code0, CountText, IdText, OptionalWholeText, PlainText } from './fields.ts'
import { PageFields } from './pages.ts'

const ID_MAX = 64
const NAME_MAX = 64
const EXTRA_MAX = 255

export const NewOrderQuery = Type.Object({
  uid: IdText,
  count: CountText,
  appId: PlainText(ID_MAX, 1),
  channelId: PlainText(ID_MAX, 1),
  platform: PlainText(ID_MAX, 1),
  name: PlainText(NAME_MAX, 1),
  extra: Type.Optional(PlainText(EXTRA_MAX)),
})

export const NewOrderAnswer = Type.Object({
  code: Code0,
  appid: Type.String(),
  partnerid: Type.String(),
  orderid: Type.String(),
  prepayid: Type.String(),
  noncestr: Type.String(),
  sign: Type.String(),
  timestamp: Type.String(),
  extData: Type.String(),
})

/** Empty texts mean "any", as from nanoserver's form. */
const AnyText = Type.Optional(PlainText(ID_MAX))
const EmptyOr = (pattern: string) => Type.Optional(Type.String({ pattern: `^(${pattern})?$` }))

export const OrderListQuery = Type.Object({
  ...PageFields,
  pay_by: AnyText,
  status: EmptyOr('[0-3]'),
  appid: AnyText,
  channel_id: AnyText,
  start: Type.Optional(OptionalWholeText),
  end: Type.Optional(OptionalWholeText),
  uid: EmptyOr('[1-9][0-9]{0,14}'),
  order_id: AnyText,
})

export const OrderItem = Type.Object({
  order_id: Type.String(),
  uid: Type.String(),
  appid: Type.String(),
  channel_id: Type.String(),
  server_name: Type.String(),
  role_id: Type.String(),
  extra: Type.String(),
  imei: Type.String(),
  product_name: Type.String(),
  pay_by: Type.String(),
  product_count: Type.Integer(),
  money: Type.Integer({ description: 'fen' }),
  real_money: Type.Integer({ description: 'fen' }),
  status: Type.Integer({ description: '1 created, 2 paid, 3 the platform knows that we know' }),
  created_at: Type.Integer(),
})

export const OrderListAnswer = Type.Object({
  code: Code0,
  data: Type.Array(OrderItem),
  total: Type.Integer(),
})
