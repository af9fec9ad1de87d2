// Requests and answers of /v1/user/login/*: nanoserver's fields, with bounds, and the token.

import { Type } from 'typebox'
import { Code0, IdText, PlainText } from './fields.ts'

const ID_MAX = 64
const IMEI_MAX = 128
const DEVICE_TEXT_MAX = 64
const OPENID_MAX = 128
const ACCESS_TOKEN_MAX = 512
const NAME_MAX = 256

/** What a client says about itself; its own word on addresses (`ip`, `remote`) is not even read. */
const DeviceBody = Type.Object({
  imei: Type.Optional(Type.String({ maxLength: IMEI_MAX })),
  os: Type.Optional(Type.String({ maxLength: DEVICE_TEXT_MAX })),
  model: Type.Optional(Type.String({ maxLength: DEVICE_TEXT_MAX })),
})

export const GuestLoginBody = Type.Object({
  appId: Type.String({ maxLength: ID_MAX }),
  channelId: Type.Optional(Type.String({ maxLength: ID_MAX })),
  imei: Type.String({ maxLength: IMEI_MAX }),
  device: Type.Optional(DeviceBody),
})

/** `name` is the client's word and not believed: the platform says it. */
export const ThirdLoginBody = Type.Object({
  platform: Type.String({ minLength: 1, maxLength: ID_MAX }),
  appId: Type.String({ maxLength: ID_MAX }),
  channelId: Type.Optional(Type.String({ maxLength: ID_MAX })),
  openid: PlainText(OPENID_MAX, 1),
  access_token: PlainText(ACCESS_TOKEN_MAX, 1),
  name: Type.Optional(Type.String({ maxLength: NAME_MAX })),
  device: Type.Optional(DeviceBody),
})

export const LoginQueryBody = Type.Object({
  appId: Type.Optional(Type.String({ maxLength: ID_MAX })),
  channelId: Type.Optional(Type.String({ maxLength: ID_MAX })),
})

export const LoginQueryAnswer = Type.Object({ code: Code0, guest: Type.Boolean() })

const ClientConfig = Type.Object({
  version: Type.String(),
  android: Type.String(),
  ios: Type.String(),
  heartbeat: Type.Integer(),
  forceUpdate: Type.Boolean(),
  title: Type.String(),
  desc: Type.String(),
  daili1: Type.String(),
  daili2: Type.String(),
  kefu1: Type.String(),
  appId: Type.String(),
  appKey: Type.String(),
})

export const ClubItem = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  desc: Type.String(),
  member: Type.Integer(),
  maxMember: Type.Integer(),
})

export const LoginAnswer = Type.Object({
  code: Code0,
  name: Type.String(),
  uid: Type.Integer(),
  headUrl: Type.String(),
  fangka: Type.Integer(),
  sex: Type.Integer(),
  ip: Type.String(),
  port: Type.Integer(),
  playerIp: Type.String(),
  config: ClientConfig,
  messages: Type.Array(Type.String()),
  clubList: Type.Array(ClubItem),
  debug: Type.Integer(),
  token: Type.String(),
})

export const ClubListQuery = Type.Object({ uid: Type.Optional(IdText) })
export const ClubListAnswer = Type.Object({ code: Code0, data: Type.Array(ClubItem) })
