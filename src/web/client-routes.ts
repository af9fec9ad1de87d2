// The browser client: its files at /, and under /src the modules it shares with the server.

import fastifyStatic from '@fastify/static'
import { Type } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type BrowserModule, BrowserModules } from './browser-modules.ts'
import { refuse } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

const MODULE_PATH_MAX = 200
const ModuleParams = Type.Object({ folder: Type.String(), '*': Type.String({ maxLength: MODULE_PATH_MAX }) })
const OwnModuleParams = Type.Object({ file: Type.String({ maxLength: MODULE_PATH_MAX }) })
/** Only names that end so; everything else of the client's folder is served as it lies there. */
const OWN_MODULE = ':file(^[^/]+\\.ts$)'

/** Revalidated on each load: a client never plays with files of the release before. */
const CACHE_CONTROL = 'no-cache'

export async function addClientRoutes(app: WebApp, { folders }: WebServerOptions): Promise<void> {
  const modules = new BrowserModules(folders)

  app.get('/src/:folder/*', { schema: { params: ModuleParams } }, async (request, reply) => {
    const { folder, '*': path } = request.params
    return send(request, reply, await modules.find(folder, path))
  })
  for (const folder of ['', 'views/']) {
    app.get(`/${folder}${OWN_MODULE}`, { schema: { params: OwnModuleParams } }, async (request, reply) =>
      send(request, reply, await modules.findOwn(`${folder}${request.params.file}`)),
    )
  }

  await app.register(fastifyStatic, {
    root: folders.client,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', CACHE_CONTROL),
  })
}

function send(request: FastifyRequest, reply: FastifyReply, module: BrowserModule | undefined): FastifyReply {
  if (module === undefined) return refuse(reply, 'ROUTE_UNKNOWN')
  reply.header('etag', module.etag).header('cache-control', CACHE_CONTROL)
  if (request.headers['if-none-match'] === module.etag) return reply.code(304).send()
  return reply.type('text/javascript; charset=utf-8').send(module.javaScript)
}
