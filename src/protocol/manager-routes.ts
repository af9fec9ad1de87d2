// Routes of the Manager component: who is there.
import { code, coin, headUrl, ip, name, playerUid, sex, text, token, uid } from './fields.ts'
import { object, openObject, string } from './schema.ts'

export const MANAGER_ROUTES = {
  'Manager.Login': {
    request: openObject({ uid: playerUid }, { name, headUrl, sex, fangka: coin, ip, token }),
    response: object({ code, acId: uid, nickname: name, headURL: headUrl, sex, fangka: coin }),
    needs: 'none',
  },
  'Manager.CheckOrder': {
    request: openObject({ orderid: string(64) }),
    response: object({ code, error: text, fangka: coin }),
    needs: 'login',
  },
} as const
