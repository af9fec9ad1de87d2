// The form of a route's handler: payloads are checked against their schema before, and after, it.
import type { Result } from '../lib/result.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { RequestOf, ResponseOf, RouteName } from '../protocol/routes.ts'
import type { Session } from './session.ts'

export type Answer<R extends RouteName> = Result<ResponseOf<R>, Refusal>

/** `needs` of the route (login, desk) is checked by the caller before the handler runs. */
export type Handler<R extends RouteName> = (
  session: Session,
  request: RequestOf<R>,
) => Answer<R> | Promise<Answer<R>>

export type Handlers = { readonly [R in RouteName]: Handler<R> }
