// The files of the live page: its own, and the plotting library from where npm put it. No data is in them, so
// they may be had without a token.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BrowserModules } from '../web/browser-modules.ts'
import type { OpsAnswer, OpsRequest, OpsRoute } from './debug-http.ts'
import { refusalAnswer } from './debug-http.ts'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'live')
const UPLOT = dirname(createRequire(import.meta.url).resolve('uplot'))

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'
const SVG = 'image/svg+xml'

type PageFile = { readonly path: string; readonly file: string; readonly type: string }

const FILES: readonly PageFile[] = [
  { path: '/', file: join(FOLDER, 'index.html'), type: HTML },
  { path: '/live/page.css', file: join(FOLDER, 'page.css'), type: CSS },
  { path: '/live/cards.css', file: join(FOLDER, 'cards.css'), type: CSS },
  { path: '/live/icon.svg', file: join(FOLDER, 'icon.svg'), type: SVG },
  { path: '/live/uplot.js', file: join(UPLOT, 'uPlot.iife.min.js'), type: JAVASCRIPT },
  { path: '/live/uplot.css', file: join(UPLOT, 'uPlot.min.css'), type: CSS },
]

export function pageRoutes(): readonly OpsRoute[] {
  const modules = new BrowserModules({ client: FOLDER, source: FOLDER })
  const files = FILES.map(({ path, file, type }): OpsRoute => {
    const handle = async (request: OpsRequest): Promise<OpsAnswer> =>
      fileAnswer(request, { body: await readFile(file), type })
    return { path, methods: ['GET'], isOpen: true, handle }
  })
  return [...files, { path: '/live/*', methods: ['GET'], isOpen: true, handle: moduleHandler(modules) }]
}

const moduleHandler =
  (modules: BrowserModules) =>
  async (request: OpsRequest): Promise<OpsAnswer> => {
    const found = await modules.findOwn(request.rest)
    if (found === undefined) return refusalAnswer('NOT_FOUND')
    return fileAnswer(request, { body: found.javaScript, type: JAVASCRIPT })
  }

type Found = { readonly body: string | Uint8Array; readonly type: string }

/** Asked for again each time, and sent again only when it changed. */
function fileAnswer({ ifNoneMatch }: OpsRequest, { body, type }: Found): OpsAnswer {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  const headers = { 'content-type': type, 'cache-control': 'no-cache', etag }
  return ifNoneMatch === etag ? { status: 304, headers, body: '' } : { status: 200, headers, body }
}
