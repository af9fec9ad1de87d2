// Route compression: both sides may name a route by a number that the handshake announced.
import { invariant } from '../lib/assert.ts'
import { PUSH_NAMES } from './pushes.ts'
import { ROUTE_NAMES } from './routes.ts'

export type RouteDictionary = {
  readonly codeOf: ReadonlyMap<string, number>
  readonly routeOf: ReadonlyMap<number, string>
}

const MAX_CODE = 0xffff

/** Throws where two routes share a code or a code is not a u16: dictionaries are made by programmers. */
export function makeDictionary(codes: { readonly [route: string]: number }): RouteDictionary {
  const codeOf = new Map(Object.entries(codes))
  const routeOf = new Map([...codeOf].map(([route, code]) => [code, route]))
  invariant(routeOf.size === codeOf.size, 'two routes share a code')
  invariant(
    [...routeOf.keys()].every((code) => Number.isInteger(code) && code >= 0 && code <= MAX_CODE),
    'a route code is not a u16',
  )
  return { codeOf, routeOf }
}

/** Every route and push of this server; the codes hold for one connection and come with its handshake. */
export const serverDictionary = (): RouteDictionary =>
  makeDictionary(
    Object.fromEntries([...ROUTE_NAMES, ...PUSH_NAMES].map((route, index) => [route, index + 1])),
  )
