// Routes of DeskManager that make, enter and leave a desk.
import { DONE, TABLE_ANSWER } from './answers.ts'
import { DESK_OPTIONS } from './desk-options.ts'
import {
  botLevel,
  code,
  deskNo,
  flag,
  headUrl,
  name,
  playerUid,
  seat,
  sex,
  tableInfo,
  token,
  version,
} from './fields.ts'
import { boolean, integer, object, openObject } from './schema.ts'

/** A payload that says nothing; legacy clients send nothing, `{}` or anything. */
export const EMPTY = openObject({})

export const DESK_ROUTES = {
  'DeskManager.UnCompleteDesk': {
    request: EMPTY,
    response: object({ code, exist: boolean, tableInfo }),
    needs: 'login',
  },
  'DeskManager.ReConnect': {
    request: openObject({ uid: playerUid }, { name, headUrl, sex, token }),
    response: DONE,
    needs: 'none',
  },
  'DeskManager.ReJoin': { request: openObject({ deskId: deskNo }), response: DONE, needs: 'login' },
  'DeskManager.ReEnter': { request: openObject({ deskId: deskNo }), response: DONE, needs: 'desk' },
  'DeskManager.Pause': { request: EMPTY, response: DONE, needs: 'login' },
  'DeskManager.Resume': { request: EMPTY, response: DONE, needs: 'login' },
  'DeskManager.CreateDesk': {
    request: openObject(
      { options: DESK_OPTIONS },
      { version, clubId: integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) },
    ),
    response: TABLE_ANSWER,
    needs: 'login',
  },
  'DeskManager.Join': {
    request: openObject({ deskId: deskNo }, { version }),
    response: TABLE_ANSWER,
    needs: 'login',
  },
  'DeskManager.QuickStart': {
    request: openObject({}, { options: DESK_OPTIONS, version }),
    response: TABLE_ANSWER,
    needs: 'login',
  },
  'DeskManager.AddBot': {
    request: openObject({}, { level: botLevel, seat }),
    response: DONE,
    needs: 'desk',
  },
  'DeskManager.ClientInitCompleted': {
    request: openObject({}, { isReenter: flag }),
    response: DONE,
    needs: 'desk',
  },
  'DeskManager.Exit': { request: openObject({}, { isDestroy: flag }), response: DONE, needs: 'login' },
  'DeskManager.Dissolve': { request: EMPTY, response: DONE, needs: 'login' },
  'DeskManager.DissolveStatus': {
    request: openObject({}, { result: flag }),
    response: DONE,
    needs: 'login',
  },
} as const
