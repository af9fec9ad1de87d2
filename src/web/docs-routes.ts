// The API's documentation, made from the schemas that check it: OpenAPI at /docs/json, to read at /docs.

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { WebApp } from './web-server-options.ts'

const DOCS = '/docs'

/** Before the routes: it listens to their registration. Only those with a tag are part of the API. */
export async function addDocs(app: WebApp): Promise<void> {
  await app.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'xuezhan', description: 'HTTP API of the 血战到底 server', version: '1' },
      components: {
        securitySchemes: {
          player: { type: 'http', scheme: 'bearer', description: 'the token of a login answer' },
          admin: { type: 'http', scheme: 'bearer', description: 'a token of the back office, with a scope' },
        },
      },
    },
  })
  await app.register(swaggerUi, { routePrefix: DOCS, uiConfig: { docExpansion: 'list' } })
}
