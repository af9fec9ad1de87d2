// One route of the back office, said once: who may use it, what it takes and answers, and what the audit says of it.

import type { Static, TObject, TSchema } from 'typebox'
import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { AdminScope } from '../auth/admin-tokens.ts'
import type { Clock } from '../lib/clock.ts'
import type { Result } from '../lib/result.ts'
import type { OfficeRequest, Told } from '../store/office-repositories.ts'
import type { Store } from '../store/repositories.ts'
import type { AdminGuard } from './admin-guard.ts'
import { BodyError } from './strict-json.ts'
import { UntoldDeed } from './untold-deed.ts'
import { REFUSED, refuse, type WebReason } from './web-refusals.ts'
import type { WebApp } from './web-server-options.ts'

export type Deed = { readonly action: string; readonly target: string; readonly detail?: unknown }

export type AdminRoute<Q extends TObject, A extends TSchema> = {
  readonly path: string
  readonly scope: AdminScope
  readonly summary: string
  /** Taken from the query, or from the fields of a JSON or form body. */
  readonly takes: Q
  readonly answers: A
  /** POST alone where a parameter must not stand in addresses, which proxies log. */
  readonly methods?: readonly Method[]
  /** For the audit; absent where only figures are read. */
  readonly deed?: (query: Static<Q>) => Deed
  /** The store audits what `handle` did or was refused, in the deed's own transaction: `handle` gives it `told`. */
  readonly isToldByStore?: true
  /** What has to pass before `handle`; its refusal is audited here. */
  readonly before?: (query: Static<Q>) => WebReason | undefined | Promise<WebReason | undefined>
  /** `reason` of the request is already in `asked`. */
  readonly handle: (
    query: Static<Q>,
    asked: OfficeRequest,
    told: Told,
  ) => Promise<Result<Static<A>, { readonly code: WebReason }>>
}

export type AdminRouteParts = {
  readonly guard: AdminGuard
  readonly store: Pick<Store, 'audit'>
  readonly clock: Pick<Clock, 'nowMs'>
}

/** nanoserver takes any method; these two are what people and their tools send. */
const METHODS = ['GET', 'POST'] as const
type Method = (typeof METHODS)[number]
/** What a refused request may say into the audit: nobody has checked it. */
const REASON_MAX = 255
const TAG: Readonly<Record<AdminScope, string>> = {
  gm: 'gm',
  stats: 'stats',
  orders: 'order',
  audit: 'audit',
  ops: 'ops',
}

export function addAdminRoute<Q extends TObject, A extends TSchema>(
  app: WebApp,
  parts: AdminRouteParts,
  route: AdminRoute<Q, A>,
): void {
  const { path, scope, summary, takes, answers, methods = METHODS } = route
  const { guard, store } = parts
  const onScopeRefused = async (admin: { name: string }, request: FastifyRequest): Promise<void> => {
    const asked = askedBy(admin.name, request, parts)
    await store.audit.record(entryOf(asked, { action: path, target: '' }, 'SCOPE_MISSING'))
  }
  const schema: FastifySchema = {
    summary,
    tags: [TAG[scope]],
    security: [{ admin: [scope] }],
    querystring: takes,
    response: { 200: answers, ...REFUSED },
  }
  app.route({
    method: [...methods],
    url: path,
    exposeHeadRoute: false,
    schema,
    onRequest: guard.require(scope, onScopeRefused),
    preValidation: takeBodyAsQuery,
    handler: async (request, reply) => {
      const query = request.query as Static<Q>
      return await answer(reply, {
        route,
        parts,
        query,
        asked: askedBy(guard.adminOf(request).name, request, parts),
      })
    },
  })
}

type Asking<Q extends TObject, A extends TSchema> = {
  readonly route: AdminRoute<Q, A>
  readonly parts: AdminRouteParts
  readonly query: Static<Q>
  readonly asked: OfficeRequest
}

async function answer<Q extends TObject, A extends TSchema>(
  reply: FastifyReply,
  { route, parts, query, asked }: Asking<Q, A>,
): Promise<unknown> {
  const deed = route.deed?.(query)
  const audit = async (result: string, fault?: unknown): Promise<void> => {
    if (deed === undefined) return
    const entry = entryOf(asked, deed, result)
    try {
      await parts.store.audit.record(entry)
    } catch (cause) {
      throw new UntoldDeed(entry, fault ?? cause)
    }
  }
  const told = { request: asked, action: route.path, target: '', ...deed }
  let done: Awaited<ReturnType<typeof route.handle>>
  try {
    const refused = await route.before?.(query)
    if (refused !== undefined) {
      await audit(refused)
      return refuse(reply, refused)
    }
    done = await route.handle(query, asked, told)
  } catch (error) {
    // What came of it is not known. The audit may be away too, and the first fault is the one to tell.
    await audit('FAILED', error)
    throw error
  }
  if (route.isToldByStore !== true) await audit(done.ok ? 'ok' : done.error.code)
  return done.ok ? done.value : refuse(reply, done.error.code)
}

const entryOf = (asked: OfficeRequest, { action, target, detail = {} }: Deed, result: string) => ({
  ...asked,
  action,
  target,
  result,
  detail: JSON.stringify(detail),
})

function askedBy(actor: string, request: FastifyRequest, { clock }: AdminRouteParts): OfficeRequest {
  const query = request.query as Readonly<Record<string, unknown>>
  return {
    actor,
    requestId: request.id,
    ip: request.ip,
    reason: typeof query['reason'] === 'string' ? query['reason'].slice(0, REASON_MAX) : '',
    at: Math.floor(clock.nowMs() / 1000),
  }
}

/** A parameter given both ways is refused: the two could differ. */
async function takeBodyAsQuery(request: FastifyRequest): Promise<void> {
  const { body } = request
  if (body === undefined || body === null) return
  if (typeof body !== 'object' || Array.isArray(body)) throw new BodyError('the body has no fields')
  const query = request.query as Record<string, unknown>
  for (const [name, value] of Object.entries(body)) {
    if (Object.hasOwn(query, name)) throw new BodyError('a parameter is given twice')
    query[name] = Number.isSafeInteger(value) ? String(value) : value
  }
}
