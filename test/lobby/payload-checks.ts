// Requests and answers held against the protocol's schemas.
import assert from 'node:assert/strict'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { REFUSED } from '../../src/protocol/answers.ts'
import type { RouteName } from '../../src/protocol/routes.ts'
import { ROUTES } from '../../src/protocol/routes.ts'
import type { PayloadSchema } from '../../src/protocol/schema.ts'
import { BYTES } from '../../src/protocol/schema.ts'

const ajv = new Ajv({ strict: true, strictRequired: false })
const validators = new Map<PayloadSchema, ValidateFunction>()

function assertFits(schema: PayloadSchema, payload: unknown, what: string): void {
  if (schema === BYTES) {
    assert.ok(payload instanceof Uint8Array, what)
    return
  }
  const validate = validators.get(schema) ?? ajv.compile(schema)
  validators.set(schema, validate)
  assert.ok(validate(payload), `${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(payload)}`)
}

export const assertRequest = (route: RouteName, payload: unknown): void =>
  assertFits(ROUTES[route].request, payload, `the request of ${route}`)

export const assertResponse = (route: RouteName, payload: unknown): void =>
  assertFits(ROUTES[route].response, payload, `the answer of ${route}`)

export const assertRefusal = (route: RouteName, payload: unknown): void =>
  assertFits(REFUSED, payload, `the refusal of ${route}`)
