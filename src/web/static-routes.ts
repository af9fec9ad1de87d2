// The operator's own files at /static, and what nanoserver's clients ask for first: update/version.json.

import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { Type } from 'typebox'
import { PatchList } from './patch-list.ts'
import { REFUSED } from './web-refusals.ts'
import type { WebApp, WebServerOptions } from './web-server-options.ts'

const UPDATE = 'update'

const VersionFile = Type.Object({
  version: Type.String(),
  patch: Type.Integer({ description: 'number of the newest patch; 0 = none' }),
  android: Type.String(),
  ios: Type.String(),
  download: Type.String({ description: 'where the newest patch is' }),
  patches: Type.Array(
    Type.Object({ file: Type.String(), size: Type.Integer(), sha256: Type.String(), url: Type.String() }),
  ),
})

export async function addStaticRoutes(app: WebApp, { config }: WebServerOptions): Promise<void> {
  const root = config.webserver.staticDir
  const list = new PatchList(join(root, UPDATE))
  const { version, android, ios } = config.update
  app.get(
    '/static/update/version.json',
    {
      schema: {
        summary: 'The version of the clients and their patches, with what to check them by',
        tags: ['info'],
        response: { 200: VersionFile, ...REFUSED },
      },
    },
    async (_, reply) => {
      reply.header('cache-control', 'no-cache')
      const { patch = 0, download = '' } = await list.notes()
      const patches = (await list.patches()).map((file) => ({
        ...file,
        url: `/static/${UPDATE}/${file.file}`,
      }))
      return { version, patch, android, ios, download, patches }
    },
  )
  await app.register(fastifyStatic, {
    root,
    prefix: '/static/',
    decorateReply: false,
    dotfiles: 'ignore',
    index: false,
    schemaHide: true,
  })
}
