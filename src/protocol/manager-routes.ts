// Routes of the Manager component: who is there.
import { DONE } from './answers.ts'
import { code, coin, headUrl, ip, name, playerUid, sex, text, token, uid } from './fields.ts'
import { integer, object, openObject, string } from './schema.ts'

/** A client may say what it likes; only a number has to be one. */
const MAX_CLAIMED_MS = 2 ** 31 - 1

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
  // From a move to its answer, as the client saw it. What is longer than half a minute counts as that.
  'Manager.RoundTrip': {
    request: openObject({ ms: integer(0, MAX_CLAIMED_MS) }),
    response: DONE,
    needs: 'login',
  },
} as const
