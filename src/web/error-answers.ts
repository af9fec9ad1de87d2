// Whatever goes wrong with a request becomes {code, error, reason}; what it was stays on this side.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { WebApp, WebObserver } from './web-server-options.ts'
import { refuse, type WebReason } from './web-refusals.ts'

const REASON_BY_CODE: Readonly<Record<string, WebReason>> = {
  FST_ERR_VALIDATION: 'BAD_PAYLOAD',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'BODY_TYPE_UNKNOWN',
  RATE_LIMITED: 'RATE_LIMITED',
  STORE_BUSY: 'STORE_DOWN',
  STORE_DOWN: 'STORE_DOWN',
}

const reasonOf = (error: FastifyError): WebReason => {
  const known = REASON_BY_CODE[error.code]
  if (known !== undefined) return known
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? 'BAD_PAYLOAD' : 'INTERNAL'
}

/** The field at fault, from Ajv's path; never its value. */
function fieldOf(error: FastifyError): string | undefined {
  const [first] = error.validation ?? []
  if (first === undefined) return undefined
  const missing = first.params['missingProperty']
  const path = typeof missing === 'string' ? `${first.instancePath}/${missing}` : first.instancePath
  return `${error.validationContext ?? 'request'}${path.replaceAll('/', '.')}`
}

export function addErrorAnswers(app: WebApp, observer: WebObserver): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const reason = reasonOf(error)
    if (reason !== 'INTERNAL' && reason !== 'STORE_DOWN') return refuse(reply, reason, fieldOf(error))
    observer.failed(error, { route: routeOf(request), requestId: request.id })
    return refuse(reply, reason, request.id)
  })
}

/** The route's pattern; one word for everything that no route matched, since its address is the client's. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched'
