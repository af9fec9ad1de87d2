// How bodies are read. JSON everywhere; forms and XML only where a route says so.

import { BodyError, parseStrictForm, parseStrictJson } from './strict-json.ts'
import type { WebApp } from './web-server-options.ts'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const XML_TYPES = ['text/xml', 'application/xml']

type Done = (error: Error | null, body?: unknown) => void

function parseWith(parse: (text: string) => unknown) {
  return (_: unknown, text: string | Buffer, done: Done): void => {
    try {
      done(null, parse(String(text)))
    } catch (error) {
      done(error instanceof Error ? error : new BodyError('the body cannot be read'))
    }
  }
}

/** Only JSON is left; plain text, which Fastify would take too, no route of ours wants. */
export function addJsonBodies(app: WebApp): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(JSON_TYPE, { parseAs: 'string' }, parseWith(parseStrictJson))
}

export const addFormBodies = (app: WebApp): void => {
  app.addContentTypeParser(FORM_TYPE, { parseAs: 'string' }, parseWith(parseStrictForm))
}

/** As they came: what they mean is their platform's to say. */
export const addXmlBodies = (app: WebApp): void => {
  app.addContentTypeParser(
    XML_TYPES,
    { parseAs: 'string' },
    parseWith((text) => text),
  )
}
