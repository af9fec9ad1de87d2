// Reading the audit: what was done in the back office, by whom, why, and what came of it. There is no way to change it.

import { type Static, Type } from 'typebox'
import { ok } from '../lib/result.ts'
import type { AuditEntry, AuditFilter } from '../store/office-repositories.ts'
import { addAdminRoute } from './admin-route.ts'
import type { OfficeParts } from './club-routes.ts'
import { Code0, IdText, PlainText, TimeText } from './fields.ts'
import { PageFields, pageOf } from './pages.ts'
import type { WebApp } from './web-server-options.ts'

const WORD_MAX = 128
const Word = Type.Optional(PlainText(WORD_MAX))

const AuditQuery = Type.Object({
  ...PageFields,
  actor: Word,
  action: Word,
  target: Word,
  from: Type.Optional(TimeText),
  to: Type.Optional(TimeText),
  before: Type.Optional(IdText),
})

const AuditItem = Type.Object({
  id: Type.Integer(),
  at: Type.Integer(),
  actor: Type.String({ description: 'the name of the admin token' }),
  action: Type.String(),
  target: Type.String(),
  reason: Type.String(),
  result: Type.String({ description: 'ok, the reason of the refusal, or FAILED' }),
  request_id: Type.String(),
  ip: Type.String(),
  detail: Type.String({ description: 'JSON' }),
})
const AuditAnswer = Type.Object({ code: Code0, total: Type.Integer(), data: Type.Array(AuditItem) })

const auditItem = ({
  requestId,
  ...entry
}: AuditEntry & { readonly id: number }): Static<typeof AuditItem> => ({ ...entry, request_id: requestId })

/** What is empty narrows nothing. */
const filterOf = (query: Static<typeof AuditQuery>): AuditFilter => {
  const { actor, action, target, from, to, before } = query
  return {
    ...pageOf(query),
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(target ? { target } : {}),
    ...(from === undefined ? {} : { from: Number(from) }),
    ...(to === undefined ? {} : { to: Number(to) }),
    ...(before === undefined ? {} : { before: Number(before) }),
  }
}

export function addAuditRoutes(app: WebApp, parts: OfficeParts): void {
  addAdminRoute(app, parts, {
    path: '/v1/audit',
    scope: 'audit',
    summary:
      'What was done in the back office, the newest first; before: ids below this one, to page without moving',
    methods: ['GET'],
    takes: AuditQuery,
    answers: AuditAnswer,
    async handle(query) {
      const { rows, total } = await parts.store.audit.list(filterOf(query))
      return ok({ code: 0, total, data: rows.map(auditItem) } as const)
    },
  })
}
