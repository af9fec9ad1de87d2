// Every route that a client may call, with the schemas that check it and the types that follow from them.
import { CLUB_ROUTES } from './club-routes.ts'
import { DESK_ROUTES } from './desk-routes.ts'
import { MANAGER_ROUTES } from './manager-routes.ts'
import { PLAY_ROUTES } from './play-routes.ts'
import type { Infer, PayloadSchema, Schema } from './schema.ts'

/** What a session must have done before: nothing, logged in, or taken a seat. */
export type Needs = 'none' | 'login' | 'desk'
export type Route = { readonly request: PayloadSchema; readonly response: Schema; readonly needs: Needs }

export const ROUTES = {
  ...MANAGER_ROUTES,
  ...DESK_ROUTES,
  ...PLAY_ROUTES,
  ...CLUB_ROUTES,
} as const satisfies { readonly [name: string]: Route }

export type RouteName = keyof typeof ROUTES
export type RequestOf<R extends RouteName> = Infer<(typeof ROUTES)[R]['request']>
/** The answer to an accepted Request; a refused one gets a `Refusal`. */
export type ResponseOf<R extends RouteName> = Infer<(typeof ROUTES)[R]['response']>

export const ROUTE_NAMES = Object.keys(ROUTES) as readonly RouteName[]
export const isRouteName = (route: string): route is RouteName => Object.hasOwn(ROUTES, route)
