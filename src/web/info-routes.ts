// What anybody may ask: is it there, and which client belongs to it.

import { Type } from 'typebox'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

const VersionAnswer = Type.Object({
  code: Type.Literal(0),
  version: Type.String(),
  android: Type.String(),
  ios: Type.String(),
})

const Pong = Type.Literal('pong')

/** nanoserver takes any method. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export function addInfoRoutes(app: WebApp, { config }: WebServerOptions): void {
  const { version, android, ios } = config.update
  const schema = { tags: ['info'] }
  app.route({
    method: [...METHODS],
    url: '/v1/version',
    schema: { ...schema, summary: 'The version of the clients', response: { 200: VersionAnswer } },
    handler: async () => ({ code: 0, version, android, ios }) as const,
  })
  app.route({
    method: [...METHODS],
    url: '/ping',
    schema: {
      ...schema,
      summary: 'Whether the server is there',
      produces: ['text/plain'],
      response: { 200: Pong },
    },
    handler: async (_, reply) => reply.type('text/plain; charset=utf-8').send('pong'),
  })
}
