// Game masters: players, cards, prices and words to everybody (nanoserver's /v1/gm/*).

import { type Static, Type } from 'typebox'
import { parseConsume } from '../config/sections/core.ts'
import { must } from '../lib/assert.ts'
import { err, ok } from '../lib/result.ts'
import { SETTING, type OfficeRequest } from '../store/office-repositories.ts'
import type { Payer, Store } from '../store/repositories.ts'
import { type AdminRouteParts, addAdminRoute } from './admin-route.ts'
import type { Announcements } from './announcements.ts'
import { CountText, IdText, PlainText, ReasonText, ReferenceText, SUCCESS, SuccessAnswer } from './fields.ts'
import type { GmPort } from './gm-port.ts'
import { InTurn } from './in-turn.ts'
import type { WebApp } from './web-server-options.ts'

export type GmParts = AdminRouteParts & {
  readonly store: Store
  readonly gm: GmPort
  readonly announcements: Announcements
}

/** nanoserver's least message, in bytes. */
const MESSAGE_MIN_BYTES = 5
const MESSAGE_MAX = 1024
const CONSUME_MAX = 255

const Reason = { reason: Type.Optional(ReasonText) }
const OfPlayer = Type.Object({ uid: IdText, ...Reason })
const Broadcast = Type.Object({ message: PlainText(MESSAGE_MAX, 1), ...Reason })
const Consume = Type.Object({ consume: PlainText(CONSUME_MAX, 1), ...Reason })
const DissolveDesk = Type.Object({ desk_no: Type.String({ pattern: '^[0-9]{6}$' }), ...Reason })
const Recharge = Type.Object({
  uid: IdText,
  count: CountText,
  reference: Type.Optional(ReferenceText),
  ...Reason,
})

export const RechargeAnswer = Type.Object({
  ...SuccessAnswer.properties,
  balance: Type.Integer(),
  /** This reference was settled before; nothing has changed now. */
  repeated: Type.Boolean(),
})

const ofUser = (action: string) => (query: Static<typeof OfPlayer>) => ({
  action,
  target: `user:${query.uid}`,
})

export function addGmRoutes(app: WebApp, parts: GmParts): void {
  addPlayerRoutes(app, parts)
  addRechargeRoute(app, parts)
  addServerRoutes(app, parts)
}

function addPlayerRoutes(app: WebApp, parts: GmParts): void {
  const { store, gm } = parts
  const route = { scope: 'gm', takes: OfPlayer, answers: SuccessAnswer } as const
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/reset',
    summary: "Ends the player's unfinished table and clears what is left of it",
    deed: ofUser('reset'),
    isToldByStore: true,
    before: async ({ uid }) => ((await gm.leaveTable(Number(uid))) === 'busy' ? 'SERVER_BUSY' : undefined),
    async handle({ uid }, { at }, told) {
      const reset = await store.players.reset(Number(uid), at, told)
      return reset.ok ? ok(SUCCESS) : playerRefusal(reset.error.code)
    },
  })
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/kick',
    summary: "Closes the player's connection",
    deed: ofUser('kick'),
    handle: async ({ uid }, { reason }) =>
      gm.kick(Number(uid), reason) ? ok(SUCCESS) : err({ code: 'NOT_ONLINE' }),
  })
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/freeze',
    summary: 'Freezes the account: no more logging in, and the connection is closed',
    deed: ofUser('freeze'),
    isToldByStore: true,
    async handle({ uid }, { reason }, told) {
      const frozen = await store.players.freeze(Number(uid), told)
      if (!frozen.ok) return playerRefusal(frozen.error.code)
      gm.kick(Number(uid), reason)
      return ok(SUCCESS)
    },
  })
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/unfreeze',
    summary: 'Takes the freezing back',
    deed: ofUser('unfreeze'),
    isToldByStore: true,
    async handle({ uid }, _, told) {
      const thawed = await store.players.unfreeze(Number(uid), told)
      return thawed.ok ? ok(SUCCESS) : playerRefusal(thawed.error.code)
    },
  })
}

const playerRefusal = (code: 'PLAYER_UNKNOWN' | 'PLAYER_DELETED') =>
  err({ code: code === 'PLAYER_UNKNOWN' ? 'USER_NOT_FOUND' : code } as const)

function addRechargeRoute(app: WebApp, { store, gm, ...parts }: GmParts): void {
  addAdminRoute(
    app,
    { ...parts, store },
    {
      path: '/v1/gm/recharge',
      scope: 'gm',
      summary: 'Gives cards to a player, once per reference',
      takes: Recharge,
      answers: RechargeAnswer,
      deed: ({ uid, count, reference }) => ({
        action: 'recharge',
        target: `user:${uid}`,
        detail: { count: Number(count), reference },
      }),
      isToldByStore: true,
      async handle({ uid, count, reference }, asked) {
        const payer = { kind: 'user', uid: Number(uid) } as const
        const done = await credit(store, { payer, count, reference }, asked)
        if (done.ok) gm.coinsChanged(payer.uid, done.value.balance)
        return done
      },
    },
  )
}

type Wanted = { readonly payer: Payer; readonly count: string; readonly reference: string | undefined }

/** Without a reference each request counts: the request's own id is one. */
export async function credit(store: Pick<Store, 'recharges'>, wanted: Wanted, asked: OfficeRequest) {
  const { payer, count, reference = asked.requestId } = wanted
  const done = await store.recharges.recharge({ payer, count: Number(count), reference }, asked)
  if (done.ok) return ok({ ...SUCCESS, ...done.value })
  const { code } = done.error
  if (code !== 'PAYER_UNKNOWN') return err({ code })
  return err({ code: payer.kind === 'user' ? 'USER_NOT_FOUND' : 'CLUB_NOT_FOUND' } as const)
}

/** nanoserver's own example puts the list in quotes. */
const pricesOf = (consume: string) => {
  const written = consume.replace(/^"(.*)"$/, '$1')
  return { written, prices: parseConsume(written) }
}

const isTooShort = (message: string): boolean => Buffer.byteLength(message.trim()) < MESSAGE_MIN_BYTES

function addServerRoutes(app: WebApp, parts: GmParts): void {
  const { store, gm, announcements } = parts
  const route = { scope: 'gm', answers: SuccessAnswer } as const
  const turns = new InTurn()
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/consume',
    summary: 'What matches cost from now on, as rounds/cards pairs; kept through restarts',
    takes: Consume,
    deed: ({ consume }) => ({ action: 'consume', target: SETTING.consume, detail: { consume } }),
    isToldByStore: true,
    before: ({ consume }) => (pricesOf(consume).prices === undefined ? 'PRICES_INVALID' : undefined),
    async handle({ consume }, { at }, told) {
      const { written, prices } = pricesOf(consume)
      await turns.run(async () => {
        await store.settings.set({ name: SETTING.consume, value: written, at }, told)
        gm.setPrices(must(prices, 'prices that were checked'))
      })
      return ok(SUCCESS)
    },
  })
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/broadcast',
    summary: 'Tells everybody who is online now, and who logs in later',
    takes: Broadcast,
    deed: ({ message }) => ({ action: 'broadcast', target: SETTING.broadcast, detail: { message } }),
    isToldByStore: true,
    before: ({ message }) => (isTooShort(message) ? 'BAD_PAYLOAD' : undefined),
    async handle({ message }, _, told) {
      const words = message.trim()
      await announcements.add(words, told)
      gm.broadcast(words)
      return ok(SUCCESS)
    },
  })
  addAdminRoute(app, parts, {
    ...route,
    path: '/v1/gm/desk/dissolve',
    summary: 'Ends the match of this room number; its cards come back if no round was played',
    takes: DissolveDesk,
    deed: (query) => ({ action: 'dissolve', target: `desk:${query.desk_no}` }),
    async handle(query) {
      const ending = await gm.dissolveTable(query.desk_no)
      if (ending === 'ended') return ok(SUCCESS)
      return err({ code: ending === 'none' ? 'DESK_NOT_FOUND' : 'SERVER_BUSY' })
    },
  })
}
